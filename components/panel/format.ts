import type { Unit } from "@/lib/dashboard/dashboard";
import { parseSeriesName } from "./labels";

export type KnownUnit = Exclude<Unit, "auto">;

/** A number of three significant digits, and the unit with its SI prefix that belongs behind a thin space. */
export interface Formatted {
  number: string;
  unit: string;
}

const thinSpace = "\u2009";
const minus = "\u2212";
const prefixes = ["", "k", "M", "G", "T", "P", "E"];

/** What `auto` means: from the kind and statistic of the first series. */
export function pickUnit(unit: Unit, firstSeries: string | undefined): KnownUnit {
  if (unit !== "auto") return unit;
  if (firstSeries?.startsWith("heatmap(")) return "ms";
  const { kind, stat } = parseSeriesName(firstSeries ?? "");
  if (stat === "rate") return "perSecond";
  return kind === "timers" && stat !== "count" ? "ms" : "none";
}

/** 1284, perSecond → `1.28` and `k/s`. */
export function formatValue(value: number, unit: KnownUnit): Formatted {
  if (!Number.isFinite(value)) return { number: "–", unit: "" };
  const { divisor, label } = pickScale(Math.abs(value), unit);
  return { number: printNumber(value / divisor, unit), unit: label };
}

export function printFormatted({ number, unit }: Formatted): string {
  return unit === "" ? number : number + thinSpace + unit;
}

/** Tick labels, lowest first, in the scale of the highest, which alone carries the unit. */
export function formatTicks(values: readonly number[], unit: KnownUnit): string[] {
  const top = values[values.length - 1] ?? 0;
  const { divisor, label } = pickScale(Math.max(...values.map(Math.abs)), unit);
  return values.map((value) => {
    const number = signed(String(Number((value / divisor).toPrecision(6))));
    return value === top ? printFormatted({ number, unit: label }) : number;
  });
}

function pickScale(magnitude: number, unit: KnownUnit): { divisor: number; label: string } {
  if (unit === "ms") return pickTimeScale(magnitude);
  if (unit === "percent") return { divisor: 1, label: "%" };
  const base = { none: "", perSecond: "/s", bytes: "B", bytesPerSecond: "B/s" }[unit];
  let power = 0;
  // 999.5 would be printed as 1000: it belongs to the next prefix.
  while (magnitude / 1000 ** power >= 999.5 && power < prefixes.length - 1) power++;
  return { divisor: 1000 ** power, label: prefixes[power]! + base };
}

function pickTimeScale(ms: number): { divisor: number; label: string } {
  if (ms >= 119_500) return { divisor: 60_000, label: "min" };
  if (ms >= 999.5) return { divisor: 1_000, label: "s" };
  if (ms > 0 && ms < 0.0995) return { divisor: 0.001, label: "µs" };
  return { divisor: 1, label: "ms" };
}

function printNumber(value: number, unit: KnownUnit): string {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return "0";
  if (unit === "none" && Number.isInteger(value) && magnitude < 1000) return signed(String(value));
  if (magnitude >= 999.5) return signed(magnitude < 1e21 ? value.toFixed(0) : value.toExponential(2));
  if (magnitude >= 99.95) return signed(value.toFixed(0));
  if (magnitude >= 9.995) return signed(value.toFixed(1));
  if (magnitude >= 0.0995) return signed(value.toFixed(2));
  if (magnitude >= 0.000_95) return signed(value.toFixed(3));
  return signed(value.toExponential(1));
}

function signed(text: string): string {
  return text.replace("-", minus);
}
