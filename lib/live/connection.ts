import { parseStreamId } from "./frames";

/** An event as it crossed the wire; each tab parses it once. */
export interface RawFrame {
  event: string;
  /** JSON. */
  data: string;
  /** `<end>.<seen>`; null for events that are no part of a resume. */
  id: string | null;
}

/** The part of EventSource that is used. */
export interface EventSourceLike {
  readonly readyState: number;
  addEventListener(name: string, listener: (event: { data?: unknown; lastEventId?: string }) => void): void;
  close(): void;
}

/** One way in which events come, until it is closed. Times are of the clock that it was given. */
export interface Connection {
  way: "stream" | "polling";
  /** When the last event came, or it was opened. */
  heardMs(): number;
  /** Since when it is broken while it retries by itself; null while it is not. */
  brokenMs(): number | null;
  /** The page is looked at: what is due later is done now. */
  refresh(): void;
  close(): void;
}

const closedState = 2;
const eventNames = ["snapshot", "flush", "correct", "gap", "status", "names", "event", "error"];

export function readEventSource(
  events: EventSourceLike,
  monotonic: () => number,
  on: {
    frame(frame: RawFrame): void;
    /** EventSource retries by itself. */
    broken(): void;
    /** EventSource has given up. */
    closed(): void;
  },
): Connection {
  let heardMs = monotonic();
  let brokenMs: number | null = null;
  let open = true;
  let lastId = "";
  for (const name of eventNames)
    events.addEventListener(name, ({ data, lastEventId = "" }) => {
      if (!open) return;
      if (typeof data !== "string") {
        if (name === "error") noticeError();
        return;
      }
      heardMs = monotonic();
      brokenMs = null;
      // EventSource repeats the last id with events that have none.
      const isNew = lastEventId !== lastId && parseStreamId(lastEventId) !== null;
      lastId = lastEventId;
      on.frame({ event: name, data, id: isNew ? lastEventId : null });
    });
  return {
    way: "stream",
    heardMs: () => heardMs,
    brokenMs: () => brokenMs,
    refresh() {},
    close() {
      open = false;
      events.close();
    },
  };

  function noticeError(): void {
    brokenMs ??= monotonic();
    if (events.readyState === closedState) on.closed();
    else on.broken();
  }
}
