import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect } from "node:net";
import { StatsD } from "hot-shots";
import type { Program } from "./program";

type Door = Program["statsd"];

/** The line as a shell sends it: `echo … | nc -u -w1`. Does not wait for nc, which waits a second itself. */
export function sendByNetcat({ host, port }: Door, line: string): void {
  const nc = spawn("nc", ["-u", "-w1", host, String(port)], { stdio: ["pipe", "ignore", "inherit"] });
  nc.stdin.end(`${line}\n`);
}

export async function sendByHotShots({ host, port }: Door, send: (client: StatsD) => void): Promise<void> {
  const client = new StatsD({ host, port });
  send(client);
  await new Promise<void>((resolve) => client.close(() => resolve()));
}

export async function sendPacket({ host, port }: Door, packet: string | Uint8Array): Promise<void> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve, reject) =>
    socket.send(packet, port, host, (error) => (error ? reject(error) : resolve())),
  );
  socket.close();
}

/** `count` times the line, over one connection; resolves when all of it was taken. */
export async function sendOverTcp({ host, port }: Door, line: string, count: number): Promise<void> {
  const socket = connect(port, host);
  const batch = 1_000;
  for (let sent = 0; sent < count; sent += batch)
    if (!socket.write(`${line}\n`.repeat(Math.min(batch, count - sent)))) await once(socket, "drain");
  socket.resume();
  socket.end();
  await once(socket, "close");
}

/** A packet ten times a second until it is told to stop: no step stays without a value. */
export function keepSending({ host, port }: Door, ...lines: string[]): () => void {
  const socket = createSocket("udp4");
  const send = () => socket.send(lines.join("\n"), port, host);
  send();
  const timer = setInterval(send, 100);
  return () => {
    clearInterval(timer);
    socket.close();
  };
}
