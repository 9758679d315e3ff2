import type { Columns } from "@/lib/metric/columns";
import type { Flush } from "@/lib/metric/flush";
import type { SeriesName } from "@/lib/metric/series";
import type { Listener, MetricStore, Selection } from "./port";

export function createMemoryStore(): MetricStore {
  const flushes: Flush[] = [];
  const listeners = new Set<{ on: Listener; selection: Selection }>();
  const column = (series: SeriesName, from: number, until: number, stepMs: number): Columns => {
    const length = Math.floor((until - from) / stepMs);
    const sum = new Float64Array(length).fill(Number.NaN);
    const coverage = new Uint8Array(length);
    for (const flush of flushes) {
      const i = Math.floor((flush.startMs - from) / stepMs);
      if (i < 0 || i >= length) continue;
      coverage[i] = 1;
      const value = flush.values.get(series);
      if (value?.kind === "counters") sum[i] = (Number.isNaN(sum[i]) ? 0 : sum[i]!) + value.sum;
    }
    return { kind: "counters", series, startMs: from, stepMs, coverage, sum };
  };
  return {
    async append(flush) {
      flushes.push(flush);
      for (const { on, selection } of listeners) {
        const columns = [...selection].map((series) =>
          column(series, flush.startMs, flush.startMs + flush.stepMs, flush.stepMs),
        );
        on.flush({ startMs: flush.startMs, stepMs: flush.stepMs, columns }, Date.now());
      }
    },
    async read(series, range, stepMs) {
      return series.map((each) => column(each, range.fromMs, range.untilMs, stepMs));
    },
    async find() {
      return [];
    },
    async subscribe(selection, _after, on) {
      const entry = { on, selection };
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    async rename() {},
    async remove() {},
    health: () => ({ state: "ok", name: "memory", reason: null, warnings: [] }),
    async close() {},
  };
}
