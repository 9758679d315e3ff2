/** Whether the reader asked for more contrast; in a browser alone. */
const more = typeof matchMedia === "function" ? matchMedia("(prefers-contrast: more)") : null;
const leastPx = 2.5;

/** A line's width, in px; none is thin where more contrast is wanted. */
export function thicken(widthPx: number): number {
  return more?.matches ? Math.max(leastPx, widthPx) : widthPx;
}
