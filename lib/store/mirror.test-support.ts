import type { Columns, Step } from "@/lib/metric/columns";
import type { SeriesName } from "@/lib/metric/series";
import { numberIn } from "./contract.test-support";
import type { MetricStore } from "./port";

/** What a page holds: read once it listens, kept up by what it hears, read again when told so. */
export interface Mirror {
  /** The steps of a series that have a number. */
  valuesOf(series: SeriesName): Map<number, number>;
  stop(): void;
}

export async function createMirror(
  store: MetricStore,
  series: readonly SeriesName[],
  { fromMs, stepMs }: { fromMs: number; stepMs: number },
): Promise<Mirror> {
  const values = new Map(series.map((each) => [each, new Map<number, number>()]));
  /** What is heard while everything is read comes after it. */
  let heard: Step[] | null = [];
  let reading = Promise.resolve();
  const put = (columns: Columns, i: number) => {
    const value = numberIn(columns, i);
    const at = columns.startMs + i * columns.stepMs;
    if (Number.isNaN(value)) values.get(columns.series)!.delete(at);
    else values.get(columns.series)!.set(at, value);
  };
  const take = (steps: Step[]) => {
    if (heard) heard.push(...steps);
    else for (const { columns } of steps) for (const each of columns) put(each, 0);
  };
  function readAll(): void {
    reading = reading.then(async () => {
      heard ??= [];
      const range = { fromMs, untilMs: Date.now() + 60_000 };
      const read = await store.read(series, range, stepMs).catch(() => null);
      // The store is away: it says `lost` or corrects when it is back, and a page would ask again.
      if (!read) return void setTimeout(readAll, 100);
      for (const each of read) {
        values.get(each.series)!.clear();
        for (let i = 0; i < each.coverage.length; i++) put(each, i);
      }
      const steps = heard ?? [];
      heard = null;
      take(steps);
    });
  }
  const stop = await store.subscribe(new Set(series), null, {
    flush: (step) => take([step]),
    correct: take,
    gap: () => {},
    names: () => {},
    lost: readAll,
    health: () => {},
  });
  readAll();
  await reading;
  return { valuesOf: (name) => values.get(name)!, stop };
}
