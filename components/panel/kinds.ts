import type { ChartKind } from "@/lib/dashboard/dashboard";
import type { Headline } from "./headline";

// What follows from a panel's kind of chart, beside how it is drawn.

/** Kinds that are no pictures over time: they have no axes, and are made of elements. */
const figures = ["gauge", "bars", "table"] as const;
export type FigureKind = (typeof figures)[number];

export function isFigure(kind: ChartKind): kind is FigureKind {
  return (figures as readonly string[]).includes(kind);
}

/** Kinds that are rows of cells over time, not curves. */
export function hasRows(kind: ChartKind): boolean {
  return kind === "heatmap" || kind === "timeline";
}

export function isCurve(kind: ChartKind): boolean {
  return !isFigure(kind) && !hasRows(kind);
}

/** Whether a legend or the lines' ends tell series apart; elsewhere the picture itself does. */
export function hasLegend(kind: ChartKind): boolean {
  return isCurve(kind) && kind !== "stat";
}

/** Whether the head says the headline too: a list of values needs no more than their sum. */
export function hasHeadValue(kind: ChartKind, headline: Headline): boolean {
  if (hasRows(kind) || kind === "gauge") return false;
  return isFigure(kind) ? headline?.kind === "sum" : true;
}
