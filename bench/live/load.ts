import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { type LoadAnswer, type LoadCommand, type LoadReport, marker, stepMs } from "./messages";

// The load generator, a process of its own: thousands of sockets that read and count, and parse nothing else.
// Clients are spread over loopback addresses, each of which has ports of its own.
const clientsPerAddress = 1_000;
/** So many connections are on their way at once. */
const inFlight = 100;
const againMs = 200;
const maxDelays = 200_000;

interface Client {
  index: number;
  /** Of the last frame; 0 before the first. */
  endMs: number;
  seen: boolean;
}

let report = emptyReport();
let order: Extract<LoadCommand, { type: "open" }> | null = null;
let waiting: Client[] = [];
let connecting = 0;
let unseen = 0;

createInterface({ input: process.stdin }).on("line", (line) => {
  const command = JSON.parse(line) as LoadCommand;
  if (command.type === "open") open(command);
  else if (command.type === "begin") report = emptyReport();
  else answer({ type: "report", ...report, delaysMs: report.delaysMs.sort((a, b) => a - b) });
});

function open(command: Extract<LoadCommand, { type: "open" }>): void {
  order = command;
  unseen += command.clients;
  waiting = Array.from({ length: command.clients }, (_, index) => ({ index, endMs: 0, seen: false }));
  connectMore();
}

function connectMore(): void {
  while (connecting < inFlight && waiting.length > 0) connectOne(waiting.pop()!);
}

function connectOne(client: Client): void {
  const { port, path, headers } = order!;
  connecting++;
  let isConnecting = true;
  const done = () => {
    if (isConnecting) connecting--;
    isConnecting = false;
    connectMore();
  };
  const localAddress = `127.0.0.${2 + Math.floor(client.index / clientsPerAddress)}`;
  const socket: Socket = connect({ port, host: "127.0.0.1", localAddress });
  socket.on("connect", () => socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`));
  socket.on("data", (data) => {
    done();
    read(client, data);
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    report.closed++;
    if (client.seen) unseen++;
    client.seen = false;
    client.endMs = 0;
    setTimeout(() => {
      waiting.push(client);
      done();
    }, againMs);
  });
}

function read(client: Client, data: Buffer): void {
  report.bytes += data.length;
  const nowMs = Date.now();
  for (let at = data.indexOf(marker); at >= 0; at = data.indexOf(marker, at + 20)) {
    const endMs = Number(data.toString("latin1", at + marker.length, at + marker.length + 13));
    report.frames++;
    if (client.endMs > 0 && endMs > client.endMs) report.lost += (endMs - client.endMs) / stepMs - 1;
    client.endMs = Math.max(client.endMs, endMs);
    if (report.delaysMs.length < maxDelays) report.delaysMs.push(nowMs - endMs);
  }
  if (client.seen || (client.endMs === 0 && !data.includes("event: snapshot"))) return;
  client.seen = true;
  if (--unseen === 0) answer({ type: "ready", atMs: nowMs });
}

function emptyReport(): LoadReport {
  return { frames: 0, lost: 0, closed: 0, bytes: 0, delaysMs: [] };
}

function answer(each: LoadAnswer): void {
  process.stdout.write(`${JSON.stringify(each)}\n`);
}
