import { type Socket, connect as connectPlain } from "node:net";
import { connect as connectTls } from "node:tls";
import type { NodeAddress } from "./nodes";

/** A connection to Redis that only sends, and counts what comes back. It reconnects by itself. */
export interface Link {
  isReady(): boolean;
  /** False: not connected, or too far behind; nothing is kept. `done`: the bytes may be written over. */
  write(bytes: Buffer, done: () => void): boolean;
  close(): void;
}

export interface LinkOptions {
  /** Where to, asked at each attempt; null: not known now. */
  address(): NodeAddress | null;
  /** Lines that were answered, and how many of them were errors, the first of which is given. */
  replied(lines: number, errors: number, firstError: string): void;
  failed(reason: string): void;
}

const maxBehindBytes = 8_388_608;
const silentMs = 15_000;
const retryMs = 1_000;

export function createLink(options: LinkOptions): Link {
  let socket: Socket | null = null;
  let isReady = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  open();

  function open(): void {
    const address = options.address();
    if (address === null) return retry();
    const { host, port, tls } = address;
    const next = tls === null ? connectPlain(port, host) : connectTls({ ...tls, host, port });
    socket = next;
    const greeting = printGreeting(address);
    let left = greeting.length;
    let reason = "the connection ended";
    const count = createReplyCounter((lines, errors, firstError) => {
      if (isReady) return options.replied(lines, errors, firstError);
      left -= lines;
      if (errors > 0) {
        reason = firstError;
        next.destroy();
      } else if (left <= 0) isReady = true;
    });
    next.setNoDelay(true).setKeepAlive(true).setTimeout(silentMs);
    next.on(tls === null ? "connect" : "secureConnect", () => void next.write(greeting.join("")));
    next.on("data", count);
    // Nothing is sent between steps; nothing said while something is on its way is a dead connection.
    next.on("timeout", () => (!isReady || next.writableLength > 0) && next.destroy());
    next.on("error", (error) => (reason = error.message));
    next.on("close", () => {
      if (isClosed) return;
      isReady = false;
      options.failed(reason);
      retry();
    });
  }

  function retry(): void {
    if (!isClosed) timer = setTimeout(open, retryMs);
  }

  return {
    isReady: () => isReady,
    write(bytes, done) {
      if (!isReady || !socket || socket.writableLength > maxBehindBytes) {
        done();
        return false;
      }
      socket.write(bytes, done);
      return true;
    },
    close() {
      isClosed = true;
      isReady = false;
      clearTimeout(timer);
      socket?.destroy();
    },
  };
}

/** Commands with one line of answer each. */
function printGreeting({ username, password, db }: NodeAddress): string[] {
  const commands = [["CLIENT", "SETNAME", "statboard-publish"]];
  if (db !== 0) commands.unshift(["SELECT", String(db)]);
  if (password !== null) commands.unshift(["AUTH", ...(username === null ? [] : [username]), password]);
  return commands.map(
    (words) =>
      `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join("")}`,
  );
}

const maxErrorLength = 200;

/** Counts RESP's one-line answers: numbers, states and errors. */
export function createReplyCounter(
  counted: (lines: number, errors: number, firstError: string) => void,
): (chunk: Buffer) => void {
  let isAtStart = true;
  let isError = false;
  let error = "";
  return (chunk) => {
    let [lines, errors, firstError] = [0, 0, ""];
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (byte === 10) {
        lines++;
        if (isError && errors++ === 0) firstError = error.trim();
        isAtStart = true;
        isError = false;
        error = "";
      } else if (isAtStart) {
        isAtStart = false;
        isError = byte === 45;
      } else if (isError && error.length < maxErrorLength) error += String.fromCharCode(byte);
    }
    if (lines > 0) counted(lines, errors, firstError);
  };
}
