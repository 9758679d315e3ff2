import type { CorrectEvent, FlushEvent, GapEvent, SnapshotEvent, StreamErrorEvent } from "./frames";
import { endsAt, type StreamSeries } from "./frames";
import { assignSeries, type Feeds } from "./feeds";
import type { WritableWindow } from "./window";

/** Writes one connection's events into the windows of its feeds. */
export interface StreamReader {
  snapshot(event: SnapshotEvent): void;
  flush(event: FlushEvent): void;
  correct(event: CorrectEvent): void;
  gap(event: GapEvent): void;
  fail(event: StreamErrorEvent): void;
  /** What the stream carries now. */
  keys(): readonly string[];
  /** Everything up to now as one snapshot, with the windows of these keys only; null before the first. */
  copy(keys: ReadonlySet<string>): SnapshotEvent | null;
}

/** `opened`: the keys the stream was opened with. */
export function createReader(
  feeds: Feeds,
  opened: readonly string[],
  on: { feeds(): void; data(): void; end(endMs: number): void },
): StreamReader {
  let revision: string | null = null;
  let keys = opened;
  let bound: { series: StreamSeries; window: WritableWindow | null }[] = [];
  return { snapshot, flush, correct, gap, fail, keys: () => keys, copy };

  function snapshot(event: SnapshotEvent): void {
    const before = keys;
    keys = event.keys ?? keys;
    const carried = new Set(keys);
    for (const entry of feeds.all()) if (!carried.has(entry.key)) entry.held = false;
    let changed = false;
    for (const key of keys) {
      const entry = feeds.get(key);
      if (!entry) continue;
      const isWhole = event.fresh || revision === null || !before.includes(key) || entry.held;
      // What other tabs followed before this one is given by the leader, not by this.
      if (!isWhole && event.series.some((each, i) => each.key === key && !event.columns[i]?.length)) continue;
      const series = event.series.filter((each) => each.key === key);
      changed = assignSeries(entry, series) || changed;
      if (!entry.feed.loaded || (revision === null && entry.feed.error !== null)) {
        entry.feed.loaded = true;
        entry.feed.error = null;
        changed = true;
      }
      entry.held = true;
    }
    revision = event.rev;
    bound = event.series.map((series) => ({
      series,
      window: feeds.get(series.key)?.windows.get(series.name)?.window ?? null,
    }));
    bound.forEach(({ series, window }, index) => {
      if (event.fresh) window?.clear();
      for (const [startMs, values] of event.columns[index] ?? []) {
        values.forEach((value, i) => window?.upsert(startMs + i * series.stepMs, value));
        on.end(startMs + values.length * series.stepMs);
      }
    });
    if (changed) on.feeds();
    on.data();
  }

  function flush(event: FlushEvent): void {
    if (event.rev !== revision) return;
    let closed = 0;
    let open = 0;
    for (const { series, window } of bound) {
      const { stepMs } = series;
      if (endsAt(series, event.end)) window?.upsert(event.end - stepMs, event.values[closed++] ?? null);
      else if (event.open) {
        window?.setOpen(Math.floor(event.end / stepMs) * stepMs, event.open[open++] ?? null);
      }
    }
    on.end(event.end);
    on.data();
  }

  function correct(event: CorrectEvent): void {
    if (event.rev !== revision) return;
    for (const [index, startMs, value] of event.points) bound[index]?.window?.upsert(startMs, value);
    on.data();
  }

  function gap(event: GapEvent): void {
    for (const { series, window } of bound) {
      const first = window?.firstMs ?? event.start;
      const fromMs = Math.ceil(Math.max(event.start, first) / series.stepMs) * series.stepMs;
      for (let startMs = fromMs; startMs + series.stepMs <= event.end; startMs += series.stepMs)
        window?.upsert(startMs, null);
    }
    on.data();
  }

  function fail(event: StreamErrorEvent): void {
    const entry = event.key === null ? undefined : feeds.get(event.key);
    if (!entry) return;
    entry.feed.error = { code: event.code, message: event.message };
    on.feeds();
  }

  function copy(wanted: ReadonlySet<string>): SnapshotEvent | null {
    if (revision === null) return null;
    return {
      rev: revision,
      keys: [...keys],
      series: bound.map((each) => each.series),
      columns: bound.map(({ series, window }) => {
        const isHeld = wanted.has(series.key) && window !== null && window.values.length > 0;
        return isHeld ? [[window.firstMs, [...window.values]]] : [];
      }),
      fresh: true,
    };
  }
}
