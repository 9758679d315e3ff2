import type { Columns, Step } from "@/lib/metric/columns";
import type { Flush } from "@/lib/metric/flush";
import type { Kind, SeriesInfo, SeriesName } from "@/lib/metric/series";

/**
 * Where flushes go and history comes from. Every adapter passes `contract.ts`, whose first sentence is:
 * a reader who subscribes, then reads, ends with every step's whole value: none missing, none counted
 * twice, with two writers, one of them late.
 */
export interface MetricStore {
  /**
   * Keeps a flush; resolves when it is stored. Safe to repeat: a flush whose sequence number is not the
   * next of its writer changes nothing. Rejects while the store is away; the caller keeps the flush.
   */
  append(flush: Flush): Promise<void>;
  /** `append` shows a flush to readers and listeners even when it rejects: it may be offered at once. */
  readonly takesWhileAway?: boolean;
  /**
   * Columns for every step in [range.fromMs, range.untilMs), one per series asked for and in that order;
   * a series nobody knows has empty values. `stepMs` is a multiple of the flush interval, steps are
   * aligned to the epoch. All columns have the same steps, which may be coarser than asked where finer ones
   * are no longer kept. With `sketches` false, timers' sketches are all null: they cost most of a read.
   */
  read(series: readonly SeriesName[], range: Span, stepMs: number, sketches?: boolean): Promise<Columns[]>;
  /**
   * Takes history in from elsewhere: it replaces what is kept of these steps, in the archive whose step
   * it has and in the coarser ones. A RangeError when no archive has that step.
   */
  importColumns(columns: readonly Columns[]): Promise<void>;
  /**
   * Every known series whose bucket matches: a glob (`api.*`), or a whole bucket name. The infos are the
   * store's own and stay the same objects while the series is known; `**` gives all in the order they came.
   */
  find(pattern: string): Promise<SeriesInfo[]>;
  /** Every known series that all of Graphite's tag expressions hold for; an Error says what is wrong with them. */
  findByTags(expressions: readonly string[]): Promise<SeriesInfo[]>;
  /** What stands one dot below a name; null: at the top. In no order. */
  children(name: string | null): Promise<NameChild[]>;
  /**
   * Follows steps of the flush interval. With `after`, first every step touched since that moment (in the
   * store's time) is sent as `correct`. Returns when the subscription holds: a `read` made after that
   * misses nothing.
   */
  subscribe(selection: Selection, after: Seen | null, on: Listener): Promise<Unsubscribe>;
  /** Gives a series another bucket name, with its history. */
  rename(from: SeriesName, to: SeriesName): Promise<void>;
  /** Forgets series and their history. */
  remove(series: readonly SeriesName[]): Promise<void>;
  health(): StoreHealth;
  close(): Promise<void>;
}

/** One place in the tree of names: a series, a part of longer names, or both. Tags are not part of it. */
export interface NameChild {
  /** Its last dot segment, and the whole. */
  segment: string;
  name: string;
  /** Known series here and below. */
  series: number;
  /** Of the series that have this very name, whatever their tags; empty when there are none. */
  kinds: Kind[];
  /** How many of them have tags. */
  tagged: number;
  hasChildren: boolean;
  /** Of the newest here or below, to ten seconds. Epoch milliseconds. */
  lastSeenMs: number;
}

/** Epoch milliseconds, until is not included. */
export interface Span {
  fromMs: number;
  untilMs: number;
}

/** The arrival time, by the store's clock, up to which a stream has been read. Epoch milliseconds. */
export type Seen = number;

export type Selection = ReadonlySet<SeriesName>;

export interface Listener {
  /** A complete step: every selected series, idle ones too. Steps may arrive out of order. */
  flush(step: Step, seen: Seen): void;
  /** Steps already sent whose value changed, whole. */
  correct(steps: Step[], seen: Seen): void;
  /** Nobody will ever know these steps. */
  gap(span: Span): void;
  /** Series never seen before, selected or not. */
  names(infos: SeriesInfo[]): void;
  /** `after` is older than what is kept: read everything again. */
  lost(): void;
  /** The store went away, or came back; what was missed follows by itself. */
  health(health: StoreHealth): void;
}

export type Unsubscribe = () => void;

export interface StoreHealth {
  state: "ok" | "away";
  /** For people: "redis", "embedded", and why it is away. */
  name: string;
  reason: string | null;
  /** What is stored, but not safe: shown as a warning on the page. */
  warnings: string[];
}

/** Boards, short links, events and stream descriptions. Documents are JSON text. */
export interface BoardStore {
  /** Keeps a stream description for `livesMs`; reading it renews that. */
  putDescription(id: string, text: string, livesMs: number): Promise<void>;
  getDescription(id: string): Promise<string | null>;
  /** Replaces a description that still reads `before`, and renews its life; false when it reads otherwise. */
  changeDescription(id: string, before: string, after: string, livesMs: number): Promise<boolean>;
  removeDescription(id: string): Promise<void>;
  /**
   * Hears of each change of one document, and when one may have been missed; the first listener opens, the
   * last closes.
   */
  watch(id: string, onChange: () => void): Promise<Unsubscribe>;
  putBoard(board: StoredBoard): Promise<{ version: number }>;
  getBoard(id: string): Promise<StoredBoard | null>;
  listBoards(): Promise<StoredBoard[]>;
  removeBoard(id: string): Promise<void>;
  putLink(id: string, text: string): Promise<void>;
  getLink(id: string): Promise<string | null>;
  /** Above `maxEvents` the oldest go. */
  addEvent(event: StoredEvent): Promise<void>;
  /** By time, oldest first. */
  listEvents(span: Span): Promise<StoredEvent[]>;
  /** Hears of each event that is added, whoever adds it, and when some may have been missed. */
  watchEvents(on: EventListener): Promise<Unsubscribe>;
  close(): Promise<void>;
}

export interface StoredBoard {
  id: string;
  title: string;
  /** 1, 2, 3, …; a put whose version is not the stored one plus one is refused with `BoardConflict`. */
  version: number;
  text: string;
  changedMs: number;
}

export interface StoredEvent {
  id: string;
  atMs: number;
  title: string;
  text: string;
  tags: string[];
}

export interface EventListener {
  added(event: StoredEvent): void;
  missed(): void;
}

/** A deploy every two minutes for the longest range, 60 days. */
export const maxEvents = 50_000;

export class BoardConflict extends Error {
  override name = "BoardConflict";
}
