import { encodeFrame } from "@/lib/live/sse";
import type { Clock } from "@/lib/metric/clock";
import type { BoardStore, StoredEvent } from "@/lib/store/port";

/** Events of all streams of a process, encoded once. */
export interface EventFeed {
  /** Those of the last `rangeMs` and the announced ones, the newest of them, oldest first. */
  read(rangeMs: number): Promise<readonly Uint8Array[]>;
  /** Begins to listen; when the store is away, as soon as it is back. Returns how to stop. */
  listen(on: { added(bytes: Uint8Array): void; missed(): void }): () => void;
}

interface EventFeedOptions {
  boards: Pick<BoardStore, "listEvents" | "watchEvents">;
  clock: Clock;
  every(ms: number, run: () => void): () => void;
}

/** Events may be announced this far ahead. */
const aheadMs = 86_400_000;
const maxEvents = 500;
const retryMs = 1_000;
/** Many streams that begin together read once. */
const sharedMs = 500;

export function createEventFeed({ boards, clock, every }: EventFeedOptions): EventFeed {
  const recent = new Map<number, { readMs: number; events: Promise<readonly Uint8Array[]> }>();
  return {
    read(rangeMs) {
      const known = recent.get(rangeMs);
      if (known && clock.monotonic() - known.readMs < sharedMs) return known.events;
      for (const [range, { readMs }] of recent)
        if (clock.monotonic() - readMs >= sharedMs) recent.delete(range);
      const nowMs = clock.now();
      const events = boards
        .listEvents({ fromMs: nowMs - rangeMs, untilMs: nowMs + aheadMs })
        .then((found) => found.slice(-maxEvents).map(encodeEventFrame));
      recent.set(rangeMs, { readMs: clock.monotonic(), events });
      return events;
    },
    listen({ added, missed }) {
      let stopped = false;
      let stopWatching: (() => void) | null = null;
      let stopRetrying: (() => void) | null = null;
      const hear = (event: StoredEvent) => {
        recent.clear();
        added(encodeEventFrame(event));
      };
      async function open(): Promise<void> {
        const stop = await boards.watchEvents({ added: hear, missed });
        if (stopped || stopWatching) return stop();
        stopWatching = stop;
        stopRetrying?.();
      }
      open().catch(() => {
        if (stopped) return;
        stopRetrying = every(retryMs, () => void open().then(missed, () => {}));
      });
      return () => {
        stopped = true;
        stopRetrying?.();
        stopWatching?.();
      };
    },
  };
}

function encodeEventFrame({ id, atMs, title, text, tags }: StoredEvent): Uint8Array {
  return encodeFrame({ event: "event", data: { id, atMs, title, text, tags }, id: null });
}
