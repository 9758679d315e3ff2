import { parseSeriesName } from "./labels";

/** What the head of a panel says: one series' value in its colour, or a sum. */
export type Headline = { kind: "one"; index: number } | { kind: "sum" } | null;

const additiveStats = new Set(["rate", "sum", "count"]);
const headlineStats = ["p95", "p99", "p90", "mean", "median", "p50"];

/** Counts and rates are added up; anything else is represented by its p95 or its first series. */
export function pickHeadline(names: readonly string[]): Headline {
  if (names.length === 0) return null;
  if (names.length === 1) return { kind: "one", index: 0 };
  const parts = names.map(parseSeriesName);
  const stats = new Set(parts.map((part) => part.stat));
  const additive = parts.every(
    ({ kind, stat }) => (kind === "counters" && stat === null) || (stat !== null && additiveStats.has(stat)),
  );
  if (additive && stats.size === 1) return { kind: "sum" };
  for (const stat of headlineStats) {
    const index = parts.findIndex((part) => part.stat === stat);
    if (index >= 0) return { kind: "one", index };
  }
  return { kind: "one", index: 0 };
}

/** The headline of these last values; null while it has none. */
export function headlineValue(headline: Headline, values: readonly (number | null)[]): number | null {
  if (headline === null) return null;
  if (headline.kind === "one") return values[headline.index] ?? null;
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
