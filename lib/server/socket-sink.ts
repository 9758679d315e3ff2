import type { Socket } from "node:net";
import type { ServerResponse } from "node:http";
import { clientQueueLimits, type QueueLimits } from "@/lib/live/queue";

export interface SinkLimits extends QueueLimits {
  /** A client that takes nothing at all for so long is gone, or as good as gone. */
  stalledMs: number;
  /** What is left when a stream ends has so long to go out. */
  graceMs: number;
}

const socketLimits: SinkLimits = {
  ...clientQueueLimits,
  // A slow link that loads a large snapshot has every step of that time waiting behind it.
  maxChunks: 8_192,
  stalledMs: 30_000,
  graceMs: 5_000,
};

/** A frame in HTTP/1.1's chunked form is made once, however many clients get it. */
const chunks = new WeakMap<Uint8Array, Buffer>();

/**
 * Writes event bytes straight to the socket of a response whose head is sent: `response.write` would put the
 * chunk's frame around them once per client. Bounded: a client that falls behind is cut off.
 */
export function createSocketSink(
  response: ServerResponse,
  socket: Socket,
  limits = socketLimits,
): { write(bytes: Uint8Array): boolean; end(): void } {
  const isChunked = response.chunkedEncoding;
  /** Writes since the client last took everything. */
  let behind = 0;
  let ended = false;
  const cut = () => void socket.destroy();
  const drained = () => {
    behind = 0;
    if (!ended) socket.setTimeout(0);
  };
  socket.on("drain", drained);
  // The socket's own timer begins anew whenever the client takes a part of what is being written, however
  // little: a slow link is waited for, a dead one is not.
  socket.on("timeout", cut);
  response.once("close", () => {
    socket.off("drain", drained);
    socket.off("timeout", cut);
  });
  return {
    write(bytes) {
      if (ended || socket.destroyed) return false;
      if (behind >= limits.maxChunks || socket.writableLength > limits.maxBytes) {
        socket.destroy();
        return false;
      }
      if (!socket.write(isChunked ? chunkOf(bytes) : bytes) && behind++ === 0)
        socket.setTimeout(limits.stalledMs);
      return true;
    },
    end() {
      if (ended) return;
      ended = true;
      if (socket.destroyed) return;
      response.end();
      const grace = setTimeout(cut, limits.graceMs).unref();
      response.once("close", () => clearTimeout(grace));
    },
  };
}

function chunkOf(bytes: Uint8Array): Buffer {
  const known = chunks.get(bytes);
  if (known) return known;
  const chunk = Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from("\r\n")]);
  chunks.set(bytes, chunk);
  return chunk;
}
