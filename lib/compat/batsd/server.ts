import { once } from "node:events";
import { type AddressInfo, type Socket, createServer } from "node:net";
import { describeBindError } from "@/lib/statsd/bind-error";
import { type AnswerOptions, answerLine } from "./answer";

export interface BatsdServer {
  port: number;
  connections(): number;
  /** Takes no more connections; what is open is cut. */
  close(): Promise<void>;
}

const maxConnections = 256;
/** A client that reads none of its answer for this long is cut. */
const slowReaderMs = 30_000;

/** batsd's query port. Resolves when it is bound; rejects with one sentence when it cannot be. */
export async function listenBatsd(
  { host, port }: { host: string; port: number },
  options: AnswerOptions & { slowReaderMs?: number },
): Promise<BatsdServer> {
  const open = new Set<Socket>();
  // Half open: `echo ping | nc` has closed its side before it is answered.
  const server = createServer({ allowHalfOpen: true, keepAlive: true, noDelay: true }, (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => socket.destroy());
    converse(socket, options);
  });
  server.maxConnections = maxConnections;
  server.listen(port, host);
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    throw describeBindError(error, "TCP", host, port);
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => open.size,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/**
 * python-batsd sends no newline: what a chunk holds is answered without waiting for one. While a chunk is
 * answered no other is read, so that a client holds one chunk and one answer at most.
 */
function converse(socket: Socket, options: Parameters<typeof listenBatsd>[1]): void {
  let turn = Promise.resolve();
  socket.on("data", (chunk) => {
    socket.pause();
    turn = turn.then(() => answerChunk(socket, chunk.toString(), options)).then(() => void socket.resume());
  });
  socket.on("end", () => void turn.then(() => socket.end()));
}

async function answerChunk(
  socket: Socket,
  chunk: string,
  options: Parameters<typeof listenBatsd>[1],
): Promise<void> {
  for (const line of chunk.split("\n")) {
    if (!socket.writable) return;
    const { text, ends } = await answerLine(options, line);
    if (ends) return void socket.end(text);
    if (text !== "" && socket.writable && !socket.write(text))
      await untilDrained(socket, options.slowReaderMs ?? slowReaderMs);
  }
}

/** Resolves when what was written is gone, or the socket is. */
function untilDrained(socket: Socket, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), withinMs);
    const done = () => {
      clearTimeout(timer);
      socket.off("drain", done).off("close", done);
      resolve();
    };
    socket.on("drain", done).on("close", done);
  });
}
