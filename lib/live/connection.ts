import { parseStreamId } from "./frames";
import type { NamesEvent, StatusEvent, StreamErrorEvent } from "./frames";
import type { StreamReader } from "./reader";

/** The part of EventSource that is used. */
export interface EventSourceLike {
  readonly readyState: number;
  addEventListener(name: string, listener: (event: { data?: unknown; lastEventId?: string }) => void): void;
  close(): void;
}

export interface Connection {
  /** When the last event came, or it was opened; monotonic ms. */
  heardMs(): number;
  /** Since when its link is broken while EventSource retries; null while it is not. */
  brokenMs(): number | null;
  close(): void;
}

const closedState = 2;

/** Reads one EventSource until it is closed. A malformed event is passed over. */
export function readConnection(
  events: EventSourceLike,
  reader: StreamReader,
  monotonic: () => number,
  on: {
    /** Before each event is read. */
    event(): void;
    id(id: string): void;
    status(status: StatusEvent): void;
    names(names: NamesEvent["names"]): void;
    fail(event: StreamErrorEvent): void;
    /** EventSource retries by itself. */
    broken(): void;
    /** EventSource has given up. */
    closed(): void;
  },
): Connection {
  let heardMs = monotonic();
  let brokenMs: number | null = null;
  let open = true;
  const take = (name: string, read: (data: never) => void) =>
    events.addEventListener(name, (event) => {
      if (!open) return;
      const data = parseData(event.data);
      if (data === null) {
        if (name === "error" && event.data === undefined) noticeError();
        return;
      }
      heardMs = monotonic();
      brokenMs = null;
      on.event();
      read(data as never);
      if (event.lastEventId && parseStreamId(event.lastEventId)) on.id(event.lastEventId);
    });
  take("snapshot", reader.snapshot);
  take("flush", reader.flush);
  take("correct", reader.correct);
  take("gap", reader.gap);
  take("status", on.status);
  take("names", (data: NamesEvent) => on.names(data.names));
  take("error", (data: StreamErrorEvent) => {
    reader.fail(data);
    on.fail(data);
  });

  return {
    heardMs: () => heardMs,
    brokenMs: () => brokenMs,
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

function parseData(data: unknown): object | null {
  if (typeof data !== "string") return null;
  try {
    const parsed: unknown = JSON.parse(data);
    return typeof parsed === "object" ? parsed : null;
  } catch {
    return null;
  }
}
