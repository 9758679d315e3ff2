// The wire, both ends: what a stream's events carry. Times are epoch milliseconds; a value's time is the
// start of its step. Null is a gap: nobody knows. The series of a revision are sorted by key and name.

export interface StreamSeries {
  /** The subscription that asked for it. */
  key: string;
  name: string;
  stepMs: number;
}

/** Consecutive steps from `start`. */
export type Run = [start: number, values: (number | null)[]];

export interface SnapshotEvent {
  /** A hash of the series list: equal lists have equal revisions in every process. */
  rev: string;
  series: StreamSeries[];
  /** For each series the steps that are new or touched; an empty list leaves the window as it is. */
  columns: Run[][];
  /** True when windows start again from these columns; false when they are added to. */
  fresh: boolean;
  /** Every key asked for, those without series too; told where the description has a version. */
  keys?: string[];
}

export interface FlushEvent {
  rev: string;
  end: number;
  /** One value, in order, for each series whose step ends at `end`. */
  values: (number | null)[];
  /** One value so far, in order, for each of the other series. Replaced by the next; no part of a resume. */
  open?: (number | null)[];
}

export interface CorrectEvent {
  rev: string;
  points: [index: number, start: number, value: number | null][];
}

export interface GapEvent {
  start: number;
  end: number;
}

export interface StatusEvent {
  state: "live" | "away";
  /** From the end of the last step to its sending, by the server's clock. */
  lagMs: number;
  /** The server's clock. */
  nowMs: number;
  reason?: string;
}

/** Series never seen before, for boards that show whatever comes. */
export interface NamesEvent {
  names: { series: string; firstSeenMs: number }[];
}

/** A deploy, or whatever else is marked in time. Events are told apart by `id`, and may be repeated. */
export interface AnnotationEvent {
  id: string;
  atMs: number;
  title: string;
  text: string;
  tags: string[];
}

export interface StreamErrorEvent {
  key: string | null;
  code: string;
  message: string;
}

export type LiveEvent =
  | { event: "snapshot"; data: SnapshotEvent }
  | { event: "flush"; data: FlushEvent }
  | { event: "correct"; data: CorrectEvent }
  | { event: "gap"; data: GapEvent }
  | { event: "status"; data: StatusEvent }
  | { event: "names"; data: NamesEvent }
  | { event: "event"; data: AnnotationEvent }
  | { event: "error"; data: StreamErrorEvent };

/** An event with its stream id; null for events that are no part of a resume. */
export type LiveFrame = LiveEvent & { id: StreamId | null };

/**
 * `<end>.<seen>`: the last step's end, and the arrival time up to which the store was read. What follows says
 * whose windows the client has: `.<version>` of the description, and `.<rev>` of the series in them.
 */
export interface StreamId {
  end: number;
  seen: number;
  version?: string;
  /** Written only beside a version. */
  rev?: string;
}

/** What a stream is asked for; the body of POST /api/stream is `{ subscriptions, names? }`. */
export interface Subscription {
  key: string;
  target: string;
  /** The length of the window, for example 900000. */
  rangeMs: number;
  /** Null: the finest step the range can be drawn in. */
  stepMs: number | null;
}

/** The body of PATCH /api/stream/{id}: what is removed goes first, what is added is sent whole. */
export interface DescriptionChange {
  add: Subscription[];
  remove: string[];
}

export interface StreamDescription {
  subscriptions: Subscription[];
  /** Also send `names`. */
  names: boolean;
}

export function printStreamId({ end, seen, version, rev }: StreamId): string {
  return [end, seen, version, version && rev].filter((part) => part !== undefined).join(".");
}

export function parseStreamId(text: string | null): StreamId | null {
  const match = /^(\d{1,15})\.(\d{1,15})(?:\.([\w-]{1,32})(?:\.([\w-]{1,32}))?)?$/.exec(text ?? "");
  if (!match) return null;
  const [, end, seen, version, rev] = match;
  return {
    end: Number(end),
    seen: Number(seen),
    ...(version !== undefined && { version }),
    ...(rev !== undefined && { rev }),
  };
}

/** Whether a series' step ends at this moment, and its value therefore stands in `values`. */
export function endsAt(series: StreamSeries, end: number): boolean {
  return end % series.stepMs === 0;
}
