import { kindOf } from "@/lib/metric/series";
import type { MetricStore } from "@/lib/store/port";
import { evaluateHistory } from "./history";
import { maxLinesPerTarget, maxScalarSeries, topLines } from "./limits";
import type { OpenEntry } from "./arrange";
import { nameApart } from "./query";
import type { Match, Matches } from "./resolve";
import { needsSketch, readStatistic } from "./statistics";

/** How long ago a value may be and still count as the last one. */
const lately = 60;

/** What is left of too many: of each reference the series with the greatest last values, by name. */
export async function keepGreatest(
  store: Pick<MetricStore, "read">,
  matches: Matches,
  { stepMs, nowMs }: { stepMs: number; nowMs: number },
): Promise<Matches> {
  const kept = new Map<Parameters<Matches["get"]>[0], readonly Match[]>();
  const untilMs = Math.floor(nowMs / stepMs) * stepMs;
  for (const [reference, of] of matches) {
    const known = of.slice(0, maxScalarSeries);
    const series = known.map((match) => match.series);
    const columns = await store.read(series, { fromMs: untilMs - lately * stepMs, untilMs }, stepMs, false);
    const values = known.map(({ series: name, statistic }, i) => {
      const plain = needsSketch(kindOf(name), statistic) ? "max" : statistic;
      return columns[i] ? lastOf(readStatistic(columns[i], plain)) : Number.NEGATIVE_INFINITY;
    });
    kept.set(
      reference,
      greatest(values).map((i) => known[i]!),
    );
  }
  return kept;
}

/** The lines of an entry that are sent: all of them, or those with the greatest last values. */
export async function pickShown(
  store: Pick<MetricStore, "read">,
  entry: Omit<OpenEntry, "shown">,
  nowMs: number,
): Promise<{ shown: OpenEntry["shown"]; wasCut: boolean }> {
  const { live, stepMs } = entry;
  const lines = nameApart(live.lines());
  const all = lines.map(({ name }, line) => ({ line, name }));
  if (lines.length <= maxLinesPerTarget) return { shown: all, wasCut: false };
  const untilMs = Math.floor(nowMs / stepMs) * stepMs;
  const span = { fromMs: untilMs - lately * stepMs, untilMs, stepMs, nowMs };
  const [read] = live.history ? [] : await evaluateHistory(store, [entry], span);
  const values = lines.map((_, i) => lastOf(live.history?.(i).values ?? read!.lines[i]?.values));
  return { shown: greatest(values).map((i) => all[i]!), wasCut: true };
}

function greatest(values: number[]): number[] {
  return values
    .map((_, i) => i)
    .sort((a, b) => (values[a] === values[b] ? a - b : values[b]! - values[a]!))
    .slice(0, topLines)
    .sort((a, b) => a - b);
}

function lastOf(values: Float64Array | undefined): number {
  for (let i = (values?.length ?? 0) - 1; i >= 0; i--) if (!Number.isNaN(values![i]!)) return values![i]!;
  return Number.NEGATIVE_INFINITY;
}
