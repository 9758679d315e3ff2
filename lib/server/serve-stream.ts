import { parseStreamId } from "@/lib/live/frames";
import { everyInterval, respondWithEvents, type EventStream } from "@/lib/live/respond";
import { encodeFrame } from "@/lib/live/sse";
import { systemClock } from "@/lib/metric/clock";
import { followStream } from "@/lib/query/follow";
import type { FollowedDescription, Resume } from "@/lib/query/followed";
import { addressOf } from "./client";
import type { StoredDescription } from "./descriptions";
import { errorResponse } from "./errors";
import { readResume } from "./resume";
import { getRuntime } from "./runtime";
import { watchDescription } from "./watch-description";

const heartbeatMs = 15_000;
const lifeMs = 600_000;

/** The event stream of targets in the URL: all of them go on from Last-Event-ID. */
export function serveTargets(request: Request, description: FollowedDescription): Response {
  const after = parseStreamId(request.headers.get("last-event-id"));
  const resume = after && { after, held: () => true };
  return serveEvents(request, heartbeatMs, (stream) => followDescription(stream, description, resume).stop);
}

/** The event stream of a stored description, which goes on with it as it changes and ends when it is gone. */
export function serveDescription(request: Request, id: string, description: StoredDescription): Response {
  const last = request.headers.get("last-event-id");
  const after = new URL(request.url).searchParams.get("after");
  const resume = readResume({ last, after }, description);
  return serveEvents(request, heartbeatMs, (stream) => {
    const follower = followDescription(stream, description, resume);
    const { boards } = getRuntime();
    const stopWatching = watchDescription(
      boards,
      { id, known: description.change },
      { changed: follower.change, gone: stream.close },
    );
    return () => {
      stopWatching();
      follower.stop();
    };
  });
}

function followDescription(stream: EventStream, description: FollowedDescription, resume: Resume | null) {
  const { store, evaluator, config } = getRuntime();
  const options = { store, evaluator, retention: config.retention, clock: systemClock, every: everyInterval };
  return followStream(options, description, resume, (frame) => void stream.send(encodeFrame(frame)));
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
