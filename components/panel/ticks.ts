/** Three lines above the baseline, with room for the highest label. */
export interface ValueScale {
  min: number;
  max: number;
  ticks: number[];
  /** What each tick says, where that is not its value. */
  labels?: string[];
  /** Whether equal distances are equal factors. */
  isLog?: boolean;
}

const niceSteps = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 10];
/** How far above its third line a plot ends, in steps: the label of that line needs room. */
const headroom = 0.35;

/** A y scale for data in [low, high]; a fixed end stays exactly where it is. */
export function pickValueScale(
  low: number,
  high: number,
  fixedMin: number | null,
  fixedMax: number | null,
): ValueScale {
  const known = Number.isFinite(low) && Number.isFinite(high);
  const top = known ? high : 1;
  const bottom = known ? low : 0;
  if (fixedMin !== null && fixedMax !== null && fixedMax > fixedMin)
    return { min: fixedMin, max: fixedMax, ticks: ticksBetween(fixedMin, fixedMax) };
  if (fixedMax !== null) {
    const base = bottom >= 0 && fixedMax > 0 ? 0 : Math.min(bottom, fixedMax - 1);
    return { min: base, max: fixedMax, ticks: ticksBetween(base, fixedMax) };
  }
  // Far from zero, a scale from zero would draw a flat line at the top.
  const fromZero = bottom >= 0 && bottom <= 0.8 * top;
  if (fixedMin !== null || fromZero) {
    const base = fixedMin ?? 0;
    const step = niceStep(Math.max(top - base, 0) / (3 + headroom / 2) || 1 / 3);
    return scaleFrom(base, step);
  }
  let step = niceStep((top - bottom || Math.abs(top) / 10) / 3);
  let base = roundDown(bottom, step);
  while (base + 3.2 * step < top) {
    step = niceStep(step * 1.01);
    base = roundDown(bottom, step);
  }
  return scaleFrom(base, step);
}

const stepsMs = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
  432_000, 864_000, 1_728_000,
].map((seconds) => seconds * 1000);

/** Times for labels at least `spacingPx` apart, at round local times, none in the last `endPx`. */
export function pickTimeTicks(
  minMs: number,
  maxMs: number,
  widthPx: number,
  offsetMs: number,
  spacingPx = 82,
  endPx = 60,
): { ticks: number[]; stepMs: number } {
  const perPx = (maxMs - minMs) / Math.max(widthPx, 1);
  const stepMs = stepsMs.find((step) => step >= spacingPx * perPx) ?? stepsMs[stepsMs.length - 1]!;
  const ticks: number[] = [];
  const startPx = 14;
  let tick = Math.ceil((minMs + startPx * perPx + offsetMs) / stepMs) * stepMs - offsetMs;
  for (; tick <= maxMs - endPx * perPx; tick += stepMs) ticks.push(tick);
  return { ticks, stepMs };
}

/** `14:05`, `14:05:30` below a minute, `24 Nov` from a day. */
export function printTime(ms: number, stepMs: number): string {
  const date = new Date(ms);
  const two = (part: number) => String(part).padStart(2, "0");
  if (stepMs >= 86_400_000)
    return `${date.getDate()} ${date.toLocaleDateString("en-GB", { month: "short" })}`;
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return stepMs < 60_000 ? `${clock}:${two(date.getSeconds())}` : clock;
}

function scaleFrom(base: number, step: number): ValueScale {
  const ticks = [1, 2, 3].map((count) => clean(base + count * step));
  return { min: base, max: clean(base + (3 + headroom) * step), ticks };
}

function ticksBetween(min: number, max: number): number[] {
  const step = niceStep((max - min) / 3.9);
  const ticks: number[] = [];
  for (let tick = clean((Math.floor(min / step) + 1) * step); tick <= max; tick = clean(tick + step))
    ticks.push(tick);
  return ticks;
}

function niceStep(atLeast: number): number {
  const least = Math.max(atLeast, 1e-12);
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = niceSteps.find((nice) => nice * power >= least * (1 - 1e-9)) ?? 10;
  return clean(factor * power);
}

/** The lowest round number that is not below a positive one. */
export function niceAbove(value: number): number {
  return niceStep(value);
}

function roundDown(value: number, step: number): number {
  return clean(Math.floor(value / step) * step);
}

/** Without the last digits of binary fractions. */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}
