import type { FeedSeries } from "@/lib/live/feeds";
import type { Threshold } from "@/lib/dashboard/dashboard";
import { type Freshness, type FreshnessName, judgeFreshness } from "@/lib/live/freshness";

export type PanelStateName = FreshnessName | "loading" | "error";

/** A panel's state, and the sentence that says it; empty where the picture says enough. */
export interface PanelState {
  /** Of the picture as a whole: live as long as one of its lines is. */
  name: PanelStateName;
  /** Of its worst line, where that is worse. */
  dot?: PanelStateName;
  sentence: string;
  /** What its head has passed. */
  threshold?: Threshold | null;
  /** What the picture leaves out; empty where it shows all. */
  note?: string;
}

export function isSameState(a: PanelState, b: PanelState): boolean {
  return (
    a.name === b.name &&
    a.dot === b.dot &&
    a.sentence === b.sentence &&
    a.threshold === b.threshold &&
    a.note === b.note
  );
}

/** Judges what is drawn: `edgeMs` is the start of the newest step, `cutMs` where the link was cut, or null. */
export function judgePanel(
  series: readonly FeedSeries[],
  edgeMs: number,
  cutMs: number | null,
  nowMs: number,
): PanelState {
  if (cutMs !== null)
    return { name: "offline", sentence: `link cut ${printAge(nowMs - cutMs)} ago, data is safe` };
  const endMs = edgeMs + Math.min(...series.map(({ window }) => window.stepMs));
  const judged = series.map((each) => judgeFreshness(each, endMs)).filter(({ name }) => name !== "waiting");
  if (judged.length === 0) return { name: "waiting", sentence: "Subscribed, no sample yet" };
  const worst = judged.find(isSilent) ?? judged.find(({ name }) => name === "late");
  if (!worst) return { name: "live", sentence: "" };
  const alike = judged.filter(({ name }) => name === worst.name).length;
  if (alike < judged.length)
    return { name: "live", dot: worst.name, sentence: `${alike} of ${judged.length} ${describe(worst)}` };
  const isZero = judged.some((each) => each.isZero);
  return {
    ...(isZero ? { name: "live", dot: worst.name } : { name: worst.name }),
    sentence: describe(worst),
  };
}

function isSilent({ name }: Freshness): boolean {
  return name === "silent";
}

function describe({ name, ageMs, usualMs }: Freshness): string {
  const usual = usualMs === null ? "" : `, usually every ${printAge(usualMs)}`;
  return `${name} ${printAge(ageMs ?? 0)}${usual}`;
}

/** `42 s`, `3 min 25 s`, `2 h 5 min`. */
export function printAge(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const both = (big: number, bigUnit: string, small: number, smallUnit: string) =>
    small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
  if (hours > 0) return both(hours, "h", minutes % 60, "min");
  return minutes > 0 ? both(minutes, "min", seconds % 60, "s") : `${seconds} s`;
}
