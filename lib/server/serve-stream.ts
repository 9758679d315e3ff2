import { parseStreamId, type StreamDescription } from "@/lib/live/frames";
import { everyInterval, respondWithEvents, type EventStream } from "@/lib/live/respond";
import { encodeFrame } from "@/lib/live/sse";
import { systemClock } from "@/lib/metric/clock";
import { followStream, type Resume } from "@/lib/query/follow";
import { addressOf } from "./client";
import { errorResponse } from "./errors";
import { getRuntime } from "./runtime";

const heartbeatMs = 15_000;
const lifeMs = 600_000;

/** The event stream of a description; keys in `held` go on from `?after=`, all of them from Last-Event-ID. */
export function serveStream(
  request: Request,
  description: StreamDescription,
  held: ReadonlySet<string>,
): Response {
  const { store, evaluator, config } = getRuntime();
  const follow = { store, evaluator, retention: config.retention, clock: systemClock, every: everyInterval };
  const resume = readResume(request, held);
  return serveEvents(request, heartbeatMs, (stream) =>
    followStream(follow, description, resume, (frame) => void stream.send(encodeFrame(frame))),
  );
}

/** Counts a stream in and answers with it, or with a refusal when there are too many. */
export function serveEvents(
  request: Request,
  idleMs: number,
  start: (stream: EventStream) => () => void,
): Response {
  const { streams, config } = getRuntime();
  let close = () => {};
  const leave = streams.open(addressOf(request.headers), () => close());
  if (!leave) {
    const retry = { "retry-after": "5" };
    return streams.isFull()
      ? errorResponse("server_full", `this server serves ${config.maxStreams} streams and no more`, retry)
      : errorResponse("too_many_streams", `${config.maxStreamsPerAddress} streams are open from here`, retry);
  }
  const served = respondWithEvents({
    signal: request.signal,
    idleMs,
    lifeMs: lifeMs * (0.9 + 0.2 * Math.random()),
    start,
    ended: leave,
  });
  close = served.close;
  return served.response;
}

function readResume(request: Request, held: ReadonlySet<string>): Resume | null {
  const last = parseStreamId(request.headers.get("last-event-id"));
  if (last) return { after: last, held: () => true };
  const after = parseStreamId(new URL(request.url).searchParams.get("after"));
  return after && { after, held: (key) => held.has(key) };
}
