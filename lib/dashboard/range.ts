import { parseDuration, printDuration } from "@/lib/metric/duration";
import { maxRangeMs, minRangeMs } from "@/lib/metric/retention";

export type RangeInput = { rangeMs: number } | { error: string };

/** What people type for a range: `15m`, `2 h`, `last 7 days`. */
export function parseRangeInput(text: string): RangeInput {
  const match = /^(?:last\s+)?(\d{1,7})\s*([a-z]+)$/.exec(text.trim().toLowerCase());
  const unit = match ? unitWords[match[2]!] : undefined;
  const rangeMs = unit ? parseDuration(match![1]! + unit) : null;
  if (rangeMs === null) return { error: "Write a length of time: 15m, 2h or 7d." };
  if (rangeMs < minRangeMs) return { error: "The shortest range is 1m." };
  if (rangeMs > maxRangeMs) return { error: "The longest range is 60d." };
  return { rangeMs };
}

/** `Last 15 min`, `Last 1 h` */
export function describeRange(rangeMs: number): string {
  const text = printDuration(rangeMs);
  return `Last ${text.slice(0, -1)} ${text.endsWith("m") ? "min" : text.slice(-1)}`;
}

const unitWords: Record<string, string | undefined> = Object.assign(Object.create(null), {
  ...Object.fromEntries(["s", "sec", "secs", "second", "seconds"].map((word) => [word, "s"])),
  ...Object.fromEntries(["m", "min", "mins", "minute", "minutes"].map((word) => [word, "m"])),
  ...Object.fromEntries(["h", "hr", "hrs", "hour", "hours"].map((word) => [word, "h"])),
  ...Object.fromEntries(["d", "day", "days"].map((word) => [word, "d"])),
  ...Object.fromEntries(["w", "week", "weeks"].map((word) => [word, "w"])),
});
