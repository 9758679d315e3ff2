import { minRangeMs, maxRangeMs } from "@/lib/metric/retention";
import {
  type ChartKind,
  charts,
  type Dashboard,
  defaultRangeMs,
  levels,
  nullModes,
  type Panel,
  scales,
  type Theme,
  themes,
  type Threshold,
  type Unit,
  units,
} from "./dashboard";

/** What a board can hold at most. A link that asks for more shows this much of it. */
export const limits = {
  panels: 100,
  targets: 50,
  titleLength: 120,
  targetLength: 500,
  minWidth: 2,
  maxWidth: 12,
  minHeight: 2,
  maxHeight: 20,
  maxStepMs: 86_400_000,
  slots: 16,
  thresholds: 12,
  minCompareMs: 1_000,
} as const;

/** Any dashboard → the nearest legal one. Legal ones come back equal. */
export function clampDashboard(board: Dashboard): Dashboard {
  const panels = board.panels.slice(0, limits.panels).map(clampPanel);
  return {
    title: clampTitle(board.title),
    rangeMs: clampRange(board.rangeMs),
    theme: isTheme(board.theme) ? board.theme : "system",
    panels: panels.some((panel, index) => panels.findIndex(({ id }) => id === panel.id) !== index)
      ? panels.map((panel, index) => ({ ...panel, id: panelId(index) }))
      : panels,
  };
}

export function clampPanel(panel: Panel): Panel {
  const [yMin, yMax] = [clampBound(panel.yMin), clampBound(panel.yMax)];
  const targets = panel.targets
    .map((target, place) => ({ target: clampTarget(target), place }))
    .filter(({ target }) => target !== "")
    .slice(0, limits.targets);
  return {
    id: panel.id,
    title: clampTitle(panel.title),
    targets: targets.map(({ target }) => target),
    chart: isChart(panel.chart) ? panel.chart : "line",
    stepMs: panel.stepMs === null ? null : clampStep(panel.stepMs),
    yMin,
    yMax: yMin !== null && yMax !== null && yMax <= yMin ? null : yMax,
    unit: isUnit(panel.unit) ? panel.unit : "auto",
    slots: clampSlots(panel.slots),
    nulls: isOneOf(nullModes, panel.nulls) ? panel.nulls : "gap",
    scale: isOneOf(scales, panel.scale) ? panel.scale : "linear",
    // Targets that are left out move those behind them.
    rightTargets: targets.flatMap(({ place }, index) => (panel.rightTargets.includes(place) ? index : [])),
    rightUnit: isUnit(panel.rightUnit) ? panel.rightUnit : "auto",
    thresholds: clampThresholds(panel.thresholds),
    compareMs: clampCompare(panel.compareMs),
    events: panel.events,
    width: clampWhole(panel.width, limits.minWidth, limits.maxWidth),
    height: clampWhole(panel.height, limits.minHeight, limits.maxHeight),
  };
}

/** Whole seconds within 1 minute to 60 days. */
export function clampRange(rangeMs: number): number {
  if (!Number.isFinite(rangeMs)) return defaultRangeMs;
  return clampWhole(rangeMs / 1000, minRangeMs / 1000, maxRangeMs / 1000) * 1000;
}

export function clampTitle(text: string): string {
  return cleanText(text, limits.titleLength);
}

/** Rising, one for each value; of equal values the first counts. */
export function clampThresholds(thresholds: readonly Threshold[]): readonly Threshold[] {
  const legal = thresholds
    .filter(({ value, level }) => Number.isFinite(value) && isOneOf(levels, level))
    .map(({ value, level }) => ({ value: value + 0, level }));
  const byValue = new Map(legal.toReversed().map((each) => [each.value, each]));
  return [...byValue.values()].sort((a, b) => a.value - b.value).slice(0, limits.thresholds);
}

/** Whole seconds within 1 second to 60 days. */
export function clampCompare(compareMs: number | null): number | null {
  if (compareMs === null || !Number.isFinite(compareMs) || compareMs <= 0) return null;
  return clampWhole(compareMs / 1000, limits.minCompareMs / 1000, maxRangeMs / 1000) * 1000;
}

/** A target never starts or ends with a space: in a link that would mean "joins the panel before". */
export function clampTarget(text: string): string {
  return cleanText(text, limits.targetLength).trim();
}

/** a, b, …, z, aa, ab, …: the ids of panels by their place. */
export function panelId(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : panelId(Math.floor(index / 26) - 1) + last;
}

export function isTheme(text: unknown): text is Theme {
  return isOneOf(themes, text);
}

export function isChart(text: unknown): text is ChartKind {
  return isOneOf(charts, text);
}

export function isUnit(text: unknown): text is Unit {
  return isOneOf(units, text);
}

export function isOneOf<T extends string>(choices: readonly T[], text: unknown): text is T {
  return (choices as readonly unknown[]).includes(text);
}

/** One line that every encoding can carry: no control characters, no halves of surrogate pairs. */
function cleanText(text: string, length: number): string {
  return text
    .slice(0, length)
    .replace(/\p{Cs}/gu, "\uFFFD")
    .replace(/\p{Cc}/gu, " ");
}

/** What cannot be written is left out: a bucket cut short would be another one. */
function clampSlots(slots: Panel["slots"]): Panel["slots"] {
  const known = new Set<string>();
  return slots
    .filter(([bucket, slot]) => {
      const isLegal = bucket !== "" && bucket === clampTarget(bucket) && !known.has(bucket);
      known.add(bucket);
      return isLegal && Number.isInteger(slot) && slot >= 0 && slot < limits.slots;
    })
    .slice(0, limits.slots);
}

function clampStep(stepMs: number): number | null {
  return Number.isFinite(stepMs) ? clampWhole(stepMs, 1, limits.maxStepMs) : null;
}

function clampBound(value: number | null): number | null {
  return value === null || !Number.isFinite(value) ? null : value + 0;
}

function clampWhole(value: number, min: number, max: number): number {
  return Number.isFinite(value) ? Math.min(max, Math.max(min, Math.round(value))) : min;
}
