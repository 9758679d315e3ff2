import { addressOf } from "./client";
import { errorResponse } from "./errors";
import { getRuntime } from "./runtime";

const lifeMs = 600_000;

export interface Admitted {
  /** What ends the stream when the server stops. */
  closeWith(close: () => void): void;
  leave(): void;
}

/** Counts a stream in, or refuses it when there are too many. */
export function admitStream(headers: Headers): Admitted | Response {
  const { streams, config } = getRuntime();
  let close = () => {};
  const leave = streams.open(addressOf(headers), () => close());
  if (leave) return { leave, closeWith: (end) => void (close = end) };
  const retry = { "retry-after": "5" };
  return streams.isFull()
    ? errorResponse("server_full", `this server serves ${config.maxStreams} streams and no more`, retry)
    : errorResponse("too_many_streams", `${config.maxStreamsPerAddress} streams are open from here`, retry);
}

/** Ten minutes, more or less, so that not all come back at once. */
export function lifeOfStream(): number {
  return lifeMs * (0.9 + 0.2 * Math.random());
}
