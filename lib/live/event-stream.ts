import { encodeRetry, keepAlive } from "./sse";

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

/** Begins to send; what it returns runs once, however the stream ends. */
export type StartStream = (stream: EventStream) => () => void;

export interface EventStreamOptions {
  /** A comment is sent when nothing was for this long. */
  idleMs: number;
  /** The stream ends after this time; the client comes back by itself. */
  lifeMs: number;
  start: StartStream;
  /** Where bytes go. */
  sink: {
    /** False when it holds too much already. */
    write(bytes: Uint8Array): boolean;
    /** No more comes. */
    end(): void;
  };
  /** Runs once, last of all. */
  ended?: (() => void) | undefined;
  every?: Every | undefined;
}

/** Runs a stream until its age, a full sink, or the returned function ends it; safe to call twice. */
export function runEventStream(options: EventStreamOptions): () => void {
  const { idleMs, lifeMs, start, sink, every = everyInterval } = options;
  const undo: (() => void)[] = [];
  let quiet = true;
  let ended = false;

  const end = () => {
    if (ended) return;
    ended = true;
    sink.end();
    for (const each of undo.splice(0)) each();
    options.ended?.();
  };
  const send = (bytes: Uint8Array) => {
    quiet = false;
    const taken = !ended && sink.write(bytes);
    if (!taken) end();
    return taken;
  };
  // Looked at twice as often, so that a comment comes at the latest when it is due.
  const keepOpen = every(idleMs / 2, () => {
    if (quiet) send(keepAlive);
    quiet = true;
  });

  undo.push(every(lifeMs, end), keepOpen);
  send(encodeRetry(retryMs));
  const stop = start({ send, close: end });
  if (ended) stop();
  else undo.push(stop);
  return end;
}
