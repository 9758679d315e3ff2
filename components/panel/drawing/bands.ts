import { parseSeriesName } from "../labels";

/** The lowest and the highest percentile of each bucket that has at least two, as places in `names`. */
export function pickBands(names: readonly string[]): [lowest: number, highest: number][] {
  const byBucket = new Map<string, { place: number; percent: number }[]>();
  names.forEach((name, place) => {
    const { bucket, stat } = parseSeriesName(name);
    const percent = percentOf(stat);
    if (percent === null) return;
    byBucket.set(bucket, [...(byBucket.get(bucket) ?? []), { place, percent }]);
  });
  return [...byBucket.values()]
    .filter((found) => found.length > 1)
    .map((found) => {
      const rising = found.sort((a, b) => a.percent - b.percent);
      return [rising[0]!.place, rising[rising.length - 1]!.place];
    });
}

/** `p99.9` → 99.9, `median` → 50; null for what is no percentile. */
function percentOf(stat: string | null): number | null {
  if (stat === "median") return 50;
  const found = /^p(\d+(?:\.\d+)?)$/.exec(stat ?? "");
  return found ? Number(found[1]) : null;
}
