import type { Panel } from "./dashboard";

// What single keys change about a panel; each press is one step back.

const dayMs = 86_400_000;
/** Yesterday, last week, and off again. */
export const comparisons = [null, dayMs, 7 * dayMs] as const;

export function nextComparison({ compareMs }: Pick<Panel, "compareMs">): Pick<Panel, "compareMs"> {
  const at = comparisons.findIndex((each) => each === compareMs);
  return { compareMs: comparisons[at + 1] ?? null };
}

export function toggleScale({ scale }: Pick<Panel, "scale">): Pick<Panel, "scale"> {
  return { scale: scale === "log" ? "linear" : "log" };
}

export function toggleStack({ chart }: Pick<Panel, "chart">): Pick<Panel, "chart"> {
  return { chart: chart === "stacked" ? "line" : "stacked" };
}
