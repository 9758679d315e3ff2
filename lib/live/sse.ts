import { type LiveFrame, printStreamId } from "./frames";

export const sseHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
} as const;

const encoder = new TextEncoder();

/** One frame as it goes over the wire. */
export function encodeFrame(frame: LiveFrame): Uint8Array {
  return encodeEvent({
    event: frame.event,
    id: frame.id && printStreamId(frame.id),
    data: JSON.stringify(frame.data),
  });
}

/**
 * An event stream's event. A line break in `data` repeats the field; in `event` or `id` it would begin a
 * field of its own, and throws. So does a NUL in `id`, for which browsers drop the id.
 */
export function encodeEvent(message: { event: string; id: string | null; data: string }): Uint8Array {
  const { event, id, data } = message;
  if (/[\r\n]/.test(event)) throw new Error("an event's name cannot hold a line break");
  if (id !== null && /[\r\n\0]/.test(id)) throw new Error("an event's id cannot hold a line break");
  const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
  return encoder.encode(`event: ${event}\n${id === null ? "" : `id: ${id}\n`}${lines.join("")}\n`);
}

/** Bytes that keep a connection open and that no listener hears. */
export const keepAlive: Uint8Array = encoder.encode(":\n\n");

/** How long the browser waits before it comes back, in ms. */
export function encodeRetry(retryMs: number): Uint8Array {
  return encoder.encode(`retry: ${retryMs}\n\n`);
}
