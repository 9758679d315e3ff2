// The part of time that all panels of the page draw: live, which is null, or held still while data arrives.

export interface HeldView {
  /** Null: as far back as the board's range goes. */
  fromMs: number | null;
  /** Its newest steps end here. */
  untilMs: number;
  /** Whether it stays when the pointer goes. */
  isKept: boolean;
}

/** It is held as long as there is one: a pointer on a panel, keys that step, a pinned tooltip, a person's wish. */
type Reason = "pointer" | "step" | "pin" | "wish";

/** Between two panels the pointer is on none. */
export const graceMs = 250;

const reasons = new Set<Reason>();
const listeners = new Set<() => void>();
let view: HeldView | null = null;
let leaving: ReturnType<typeof setTimeout> | null = null;
/** Let go while the pointer rested on a panel: it holds again when it comes anew. */
let isPointerSpent = false;

export function readView(): HeldView | null {
  return view;
}

export function onView(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Holds what is drawn now. `endMs`: the end of the newest step; null, before the first, holds nothing. */
export function holdView(reason: Reason, endMs: number | null): void {
  if (reason === "pointer") stay();
  if (reasons.has(reason) || (endMs === null && view === null)) return;
  if (reason === "pointer" && isPointerSpent) return;
  reasons.add(reason);
  set(view ?? { fromMs: null, untilMs: endMs!, isKept: false });
}

export function releaseView(reason: Exclude<Reason, "pointer">): void {
  if (!reasons.delete(reason)) return;
  if (reasons.size === 0) goLive();
  else set(view);
}

/** The pointer is on no panel any more, unless it is on the next one in a moment. */
export function leaveView(): void {
  stay();
  leaving = setTimeout(() => {
    leaving = null;
    isPointerSpent = false;
    if (reasons.delete("pointer") && reasons.size === 0) goLive();
  }, graceMs);
}

/** Holds this part of time. */
export function showView(fromMs: number, untilMs: number): void {
  reasons.add("wish");
  set({ fromMs, untilMs, isKept: true });
}

/** Back to now, whatever held it. */
export function goLive(): void {
  isPointerSpent ||= reasons.has("pointer");
  reasons.clear();
  set(null);
}

function stay(): void {
  if (leaving !== null) clearTimeout(leaving);
  leaving = null;
}

function set(next: HeldView | null): void {
  const isKept = reasons.has("pin") || reasons.has("wish");
  const wanted = next && next.isKept !== isKept ? { ...next, isKept } : next;
  if (wanted === view) return;
  view = wanted;
  for (const listener of listeners) listener();
}
