import { holdView, onView, readView, releaseView } from "../view/view";
import { dropCursor, onCursor, pinCursor, readCursor } from "./cursor";

/** The tooltip stays open where it is, over a view that is held for it. `endMs`: as in `holdView`. */
export function pinTooltip(endMs: number | null): void {
  holdView("pin", endMs);
  if (readView()) pinCursor();
}

/** Takes a pinned tooltip away. Returns whether there was one. */
export function unpinTooltip(): boolean {
  if (!readCursor()?.isPinned) return false;
  dropCursor();
  return true;
}

// One does not stay without the other: over a view that moves on, a pin would point at something else.
onCursor(() => {
  if (!readCursor()?.isPinned) releaseView("pin");
});
onView(() => {
  if (!readView()) unpinTooltip();
});
