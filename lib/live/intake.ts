import type { RawFrame } from "./connection";
import type { FeedEntry, Feeds } from "./feeds";
import {
  type AnnotationEvent,
  type NamesEvent,
  parseStreamId,
  type SnapshotEvent,
  type StatusEvent,
  type StreamErrorEvent,
} from "./frames";
import { createMarkedEvents } from "./marked-events";
import { createReader, type StreamReader } from "./reader";

/** How a stream begins: what it brings, and what it takes to be there already. */
export interface StreamBegin {
  keys: string[];
  /** Keys of which it brings only what came after `after`. */
  held: string[];
  after: string | null;
}

/** What a tab that joins is given: everything up to `id` of its keys. */
export interface PageCopy {
  keys: string[];
  id: string | null;
  endMs: number | null;
  snapshot: SnapshotEvent;
  errors: StreamErrorEvent[];
  events: readonly AnnotationEvent[];
}

/** Where frames become windows, whatever way they came. */
export interface Intake {
  /** What is read from now on belongs to this stream. */
  begin(stream: StreamBegin): void;
  /** A malformed frame is passed over. */
  read(frame: RawFrame): void;
  /** Whether a stream that begins like this leaves no hole in what is wanted here. */
  continues(stream: StreamBegin): boolean;
  /** Of those of the keys that the stream brings; null before its first snapshot. */
  copy(wanted: ReadonlySet<string>): PageCopy | null;
  /** Which of the keys the stream brings. */
  brings(wanted: Iterable<string>): string[];
  adopt(copy: PageCopy): void;
  /** Of these keys, those whose windows are whole up to the last id. */
  held(keys: readonly string[]): string[];
  /** What a new stream need not bring again; null when nothing is held. */
  resume(keys: readonly string[]): { held: string[]; after: string } | null;
  /** Marked events by their times; a new array whenever one is added. */
  events(): readonly AnnotationEvent[];
  /** The end of the newest step received; null before the first. */
  lastEndMs(): number | null;
  lastId(): string | null;
}

export function createIntake(
  feeds: Feeds,
  on: {
    feeds(): void;
    data(): void;
    /** A step ended just now, as opposed to one that is read again. */
    step(endMs: number): void;
    status(status: StatusEvent): void;
    names(names: NamesEvent["names"]): void;
    /** Events were marked that were not known. */
    events(): void;
    /** The whole stream failed, not one of its targets. */
    failed(event: StreamErrorEvent): void;
  },
): Intake {
  let reader: StreamReader | null = null;
  let lastId: string | null = null;
  let lastEndMs: number | null = null;
  const marked = createMarkedEvents();

  return {
    begin,
    read,
    continues,
    copy,
    brings: (wanted) => [...wanted].filter((key) => reader?.keys().includes(key)),
    adopt,
    held: heldOf,
    resume(wanted) {
      const held = heldOf(wanted);
      return lastId === null || held.length === 0 ? null : { held, after: lastId };
    },
    events: marked.list,
    lastEndMs: () => lastEndMs,
    lastId: () => lastId,
  };

  function heldOf(wanted: readonly string[]): string[] {
    return wanted.filter((key) => feeds.get(key)?.held);
  }

  function begin(stream: StreamBegin): void {
    for (const entry of feeds.all()) if (!stream.keys.includes(entry.key)) entry.held = false;
    reader = createReader(feeds, stream.keys, {
      feeds: on.feeds,
      data: on.data,
      end: (endMs) => (lastEndMs = Math.max(lastEndMs ?? 0, endMs)),
    });
  }

  function read({ event, data, id }: RawFrame): void {
    const parsed = parseData(data);
    if (!parsed || !reader) return;
    if (event === "snapshot") reader.snapshot(parsed as never);
    else if (event === "flush") {
      reader.flush(parsed as never);
      on.step((parsed as { end: number }).end);
    } else if (event === "correct") reader.correct(parsed as never);
    else if (event === "gap") reader.gap(parsed as never);
    else if (event === "status") on.status(parsed as StatusEvent);
    else if (event === "names") on.names((parsed as NamesEvent).names);
    else if (event === "event") noteEvents([parsed as AnnotationEvent]);
    else if (event === "error") fail(parsed as StreamErrorEvent);
    if (id !== null) lastId = id;
  }

  function noteEvents(events: readonly AnnotationEvent[]): void {
    if (events.filter(marked.add).length > 0) on.events();
  }

  function fail(event: StreamErrorEvent): void {
    reader?.fail(event);
    if (event.key === null) on.failed(event);
  }

  function continues({ held, after }: StreamBegin): boolean {
    const needed = feeds.wanted().filter(({ key }) => held.includes(key));
    if (needed.length === 0) return true;
    const [mine, theirs] = [parseStreamId(lastId), parseStreamId(after)];
    return mine !== null && theirs !== null && mine.end >= theirs.end && needed.every((entry) => entry.held);
  }

  function copy(wanted: ReadonlySet<string>): PageCopy | null {
    const snapshot = reader?.copy(wanted);
    if (!snapshot) return null;
    const entries = [...wanted].map((key) => feeds.get(key)).filter((entry) => entry !== undefined);
    return {
      keys: [...reader!.keys()],
      id: lastId,
      endMs: lastEndMs,
      snapshot,
      errors: entries.flatMap(errorOf),
      events: marked.list(),
    };
  }

  function adopt({ keys: theirs, id, endMs, snapshot, errors, events }: PageCopy): void {
    begin({ keys: theirs, held: [], after: null });
    lastEndMs = endMs;
    reader?.snapshot(snapshot);
    for (const error of errors) reader?.fail(error);
    noteEvents(events);
    lastId = id;
  }
}

function errorOf({ key, feed }: FeedEntry): StreamErrorEvent[] {
  return feed.error === null ? [] : [{ key, ...feed.error }];
}

function parseData(data: string): object | null {
  try {
    const parsed: unknown = JSON.parse(data);
    return typeof parsed === "object" ? parsed : null;
  } catch {
    return null;
  }
}
