import { createQueue, clientQueueLimits, type QueueLimits } from "./queue";
import { encodeRetry, keepAlive, sseHeaders } from "./sse";

/** Runs `run` every `ms` until the returned function is called. */
export type Every = (ms: number, run: () => void) => () => void;

export const everyInterval: Every = (ms, run) => {
  const timer = setInterval(run, ms);
  timer.unref?.();
  return () => clearInterval(timer);
};

const retryMs = 1_000;

export interface EventStream {
  /** False when the stream is over. */
  send(bytes: Uint8Array): boolean;
  close(): void;
}

export interface RespondOptions {
  signal: AbortSignal;
  /** A comment is sent when nothing was for this long. */
  idleMs: number;
  /** The stream ends after this time; the client comes back by itself. */
  lifeMs: number;
  /** Begins to send; what it returns runs once, however the stream ends. */
  start(stream: EventStream): () => void;
  /** Runs once, last of all. */
  ended?: () => void;
  every?: Every;
  limits?: QueueLimits;
}

/** An event stream as a response, closed by its client, its age, a full queue, or `close`. */
export function respondWithEvents(options: RespondOptions): { response: Response; close(): void } {
  const { signal, idleMs, lifeMs, start, every = everyInterval } = options;
  const queue = createQueue(options.limits ?? clientQueueLimits);
  const undo: (() => void)[] = [];
  let quiet = true;
  let ended = false;

  // Both the request's signal and the stream's cancel fire when a client leaves; one of them may not.
  const end = () => {
    if (ended) return;
    ended = true;
    signal.removeEventListener("abort", end);
    queue.close();
    for (const each of undo.splice(0)) each();
    options.ended?.();
  };
  // Looked at twice as often, so that a comment comes at the latest when it is due.
  const keepOpen = () =>
    every(idleMs / 2, () => {
      if (quiet) push(keepAlive);
      quiet = true;
    });
  const push = (bytes: Uint8Array) => {
    quiet = false;
    const taken = !ended && queue.push(bytes);
    if (!taken) end();
    return taken;
  };

  push(encodeRetry(retryMs));
  undo.push(every(lifeMs, end), keepOpen());
  signal.addEventListener("abort", end);
  if (signal.aborted) end();
  else {
    const stop = start({ send: push, close: end });
    if (ended) stop();
    else undo.push(stop);
  }

  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = await queue.take();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
    cancel: end,
  });
  return { response: new Response(body, { headers: sseHeaders }), close: end };
}
