import { type EventStreamOptions, runEventStream } from "./event-stream";
import { createQueue, clientQueueLimits, type QueueLimits } from "./queue";
import { sseHeaders } from "./sse";

export interface RespondOptions extends Omit<EventStreamOptions, "sink"> {
  signal: AbortSignal;
  limits?: QueueLimits;
}

/** An event stream as a response, closed by its client, its age, a full queue, or `close`. */
export function respondWithEvents(options: RespondOptions): { response: Response; close(): void } {
  const { signal } = options;
  const queue = createQueue(options.limits ?? clientQueueLimits);
  let close = () => {};
  // Both the request's signal and the stream's cancel fire when a client leaves; one of them may not.
  const abort = () => close();
  if (signal.aborted) {
    queue.close();
    options.ended?.();
  } else {
    signal.addEventListener("abort", abort);
    const end = () => {
      signal.removeEventListener("abort", abort);
      queue.close();
    };
    close = runEventStream({ ...options, sink: { write: queue.push, end } });
  }
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const chunk = await queue.take();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
    cancel: abort,
  });
  return { response: new Response(body, { headers: sseHeaders }), close: abort };
}
