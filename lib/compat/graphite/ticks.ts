import { toLocal, toEpochMs } from "./zone";

/** Round values from below the least to above the greatest, at most `most` steps apart, and how to print them. */
export function pickValueTicks(
  least: number,
  greatest: number,
  most: number,
): { ticks: number[]; print(value: number): string } {
  const rough = (greatest - least) / most || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough * 0.999) ?? 10 * power;
  const first = Math.floor(least / step + 1e-9);
  const last = Math.ceil(greatest / step - 1e-9);
  const count = Math.min(50, last - first + 1);
  const ticks = Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return { ticks, print: (value) => printValue(value, step) };
}

const units: readonly [factor: number, suffix: string][] = [
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];

function printValue(value: number, step: number): string {
  const size = Math.abs(value);
  if (size >= 1e15 || (size > 0 && size < 1e-4)) return value.toExponential(1).replace("-", "−");
  const [factor, suffix] = units.find(([each]) => size >= each) ?? [1, ""];
  const scaled = step / factor;
  const isWhole = (digits: number) =>
    Math.abs(scaled * 10 ** digits - Math.round(scaled * 10 ** digits)) < 1e-6;
  const digits = [0, 1, 2, 3, 4, 5].find(isWhole) ?? 6;
  const text = (value / factor).toFixed(digits);
  return (text.includes(".") ? text.replace(/\.?0+$/, "") : text).replace("-", "−") + suffix;
}

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((each) => each * second),
  ...[1, 2, 5, 10, 15, 30].map((each) => each * minute),
  ...[1, 2, 3, 6, 12].map((each) => each * hour),
  ...[1, 2, 4, 7, 14, 30, 60, 120, 365].map((each) => each * day),
];

export interface TimeTick {
  atMs: number;
  label: string;
}

/** Round times on the zone's clocks, at most `most` of them: `14:05:30`, `14:05`, `Nov 25`. */
export function pickTimeTicks(fromMs: number, untilMs: number, zone: string, most: number): TimeTick[] {
  const rough = (untilMs - fromMs) / most;
  const step = steps.find((each) => each >= rough) ?? Math.ceil(rough / (365 * day)) * 365 * day;
  const local = toLocal(fromMs, zone);
  const midnight = toEpochMs({ ...local, hour: 0, minute: 0, second: 0 }, zone);
  const ticks: TimeTick[] = [];
  for (let i = 0; ticks.length <= most + 1; i++) {
    const atMs = step < day ? midnight + i * step : midnightAfter(local, (i * step) / day, zone);
    if (atMs > untilMs) break;
    if (atMs >= fromMs) ticks.push({ atMs, label: printTime(atMs, step, zone) });
  }
  return ticks;
}

function midnightAfter(
  local: { year: number; month: number; day: number },
  days: number,
  zone: string,
): number {
  const moved = new Date(Date.UTC(local.year, local.month - 1, local.day + days));
  const date = { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
  return toEpochMs({ ...date, hour: 0, minute: 0, second: 0 }, zone);
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function printTime(atMs: number, step: number, zone: string): string {
  const local = toLocal(atMs, zone);
  const pad = (value: number) => String(value).padStart(2, "0");
  if (step >= day || (local.hour === 0 && local.minute === 0 && step >= hour))
    return step >= 120 * day
      ? `${months[local.month - 1]} ${local.year}`
      : `${months[local.month - 1]} ${local.day}`;
  const clock = `${pad(local.hour)}:${pad(local.minute)}`;
  return step < minute ? `${clock}:${pad(local.second)}` : clock;
}
