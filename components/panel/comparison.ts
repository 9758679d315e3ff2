import { printDuration } from "@/lib/metric/duration";
import type { FeedSeries } from "@/lib/live/feeds";
import type { ChartSeries } from "./chart-view";
import { fadeLook } from "./colors";

/** Of the ink of the line that is compared. */
const inkPercent = 55;

/** What the targets were that long ago: the server shifts them, step by step. */
export function shiftTarget(target: string, compareMs: number): string {
  return `timeShift(${target}, "${printDuration(compareMs)}")`;
}

/** Gives each series what it was, where that is known; it has the same name, shifted, and says how long ago. */
export function withComparison(
  series: readonly ChartSeries[],
  shifted: readonly FeedSeries[],
  compareMs: number,
): ChartSeries[] {
  const byName = new Map(shifted.map((each) => [`${each.target}\n${nameBefore(each.name)}`, each]));
  return series.map((each) => {
    const before = byName.get(`${shiftTarget(each.target, compareMs)}\n${each.name}`);
    if (!before || !isComparable(each, before)) return each;
    const look = fadeLook(each.look, inkPercent);
    return { ...each, before: { ...each, ...before, label: describeComparison(compareMs), look } };
  });
}

/** Says why lines are not compared that could be; empty when all are. */
export function findComparisonFault(series: readonly ChartSeries[], shifted: readonly FeedSeries[]): string {
  const step = shifted.find(({ name }) => countsPerStep(name))?.window.stepMs;
  const isOther = series.some(({ name, window }) => countsPerStep(name) && window.stepMs !== step);
  return step === undefined || !isOther
    ? ""
    : `kept in steps of ${printDuration(step)} that long ago: compare the rate`;
}

/** What is counted in a longer step is more, whatever happened. */
function isComparable({ name, window }: ChartSeries, before: FeedSeries): boolean {
  return window.stepMs === before.window.stepMs || !countsPerStep(name);
}

function countsPerStep(name: string): boolean {
  return /counters:|:(count|sum)\b/.test(name) && !/:rate\b|perSecond|scaleToSeconds/.test(name);
}

/** `timeShift(counters:a, "-1d") (2)` → `counters:a (2)` */
function nameBefore(name: string): string {
  const match = /^timeShift\((.*), "[^"]*"\)( \(\d+\))?$/.exec(name);
  return match ? match[1]! + (match[2] ?? "") : name;
}

/** `1 d earlier`, `90 min earlier` */
export function describeComparison(compareMs: number): string {
  const text = printDuration(compareMs);
  const unit = text.replace(/\d+/, "");
  return `${text.slice(0, -unit.length)} ${unit === "m" ? "min" : unit} earlier`;
}
