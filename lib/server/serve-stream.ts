import type { StartStream } from "@/lib/live/event-stream";
import { parseStreamId } from "@/lib/live/frames";
import { respondWithEvents } from "@/lib/live/respond";
import { sseHeaders } from "@/lib/live/sse";
import { maxTargets } from "@/lib/query/limits";
import type { OpenedStream } from "@/lib/query/stream-hub";
import { findDescription, toFollowed } from "./descriptions";
import { errorResponse } from "./errors";
import { handle } from "./handle";
import { readTargetStream } from "./parameters";
import { readResume } from "./resume";
import { getRuntime } from "./runtime";
import { admitStream, lifeOfStream } from "./admit-stream";
import { watchDescription } from "./watch-description";

/** A comment goes out when nothing did for so long. */
export const heartbeatMs = 15_000;

/** What GET under /api/stream asks for: what sends its events, or the answer that refuses it. */
export function readStreamRequest(request: Request, id: string | null): Promise<StartStream | Response> {
  return handle(request, "view", () => (id === null ? readTargets(request) : readDescription(request, id)));
}

/** Targets in the URL; all of them go on from Last-Event-ID. */
function readTargets(request: Request): StartStream {
  const description = readTargetStream(new URL(request.url).searchParams, maxTargets);
  const after = parseStreamId(request.headers.get("last-event-id"));
  const resume = after && { after, held: () => true };
  const { hub } = getRuntime();
  return ({ send }) => hub.open(description, resume, send).close;
}

/** A stored description: the stream goes on with it as it changes, and ends when it is gone. */
async function readDescription(request: Request, id: string): Promise<StartStream | Response> {
  const { boards, hub } = getRuntime();
  const known = await findDescription(boards, id);
  if (!known) return unknownStream();
  const last = request.headers.get("last-event-id");
  const after = new URL(request.url).searchParams.get("after");
  const resume = readResume({ last, after }, known);
  return ({ send, close }) => {
    const opened: OpenedStream = hub.open(toFollowed(known), resume, send);
    const changed = (next: typeof known) => opened.change(toFollowed(next));
    const stopWatching = watchDescription(boards, { id, known }, { changed, gone: close });
    return () => {
      stopWatching();
      opened.close();
    };
  };
}

/** GET under /api/stream, through a route handler. */
export async function serveStream(request: Request, id: string | null): Promise<Response> {
  const start = await readStreamRequest(request, id);
  return start instanceof Response ? start : serveEvents(request, heartbeatMs, start);
}

/** HEAD opens no stream: Next would answer it by running GET, whose stream nobody ever ends then. */
export function headStream(request: Request, id: string | null): Promise<Response> {
  return handle(request, "view", async () => {
    const isKnown = id === null || (await findDescription(getRuntime().boards, id)) !== null;
    return isKnown ? new Response(null, { headers: sseHeaders }) : unknownStream();
  });
}

export function unknownStream(): Response {
  return errorResponse("not_found", "no such stream: it was deleted, or not used for an hour");
}

/** Answers with a stream through a web stream: the way of route handlers. */
export function serveEvents(request: Request, idleMs: number, start: StartStream): Response {
  const admitted = admitStream(request.headers);
  if (admitted instanceof Response) return admitted;
  const { response, close } = respondWithEvents({
    signal: request.signal,
    idleMs,
    lifeMs: lifeOfStream(),
    start,
    ended: admitted.leave,
  });
  admitted.closeWith(close);
  return response;
}
