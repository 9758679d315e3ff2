/** How much is drawn: panels × series × points, one new point a series and tick. */
export interface Size {
  panels: number;
  series: number;
  points: number;
}

/** One way to draw the board. */
export interface Way {
  /** Puts panel `place` into its element, full of history. */
  mount(element: HTMLElement, place: number, size: Size): void;
  /** One more step for every series of every panel, drawn. */
  tick(step: number): void;
  unmount(): void;
}

export const stepMs = 1_000;
export const startMs = 1_760_000_000_000;

/** The value of a series at a step: a slow wave with noise, the same in every way. */
export function valueAt(panel: number, series: number, step: number): number {
  const phase = panel * 1.7 + series * 0.9;
  let noise = Math.imul(step + 131 * series + 7_919 * panel, 0x9e3779b1);
  noise = Math.imul(noise ^ (noise >>> 15), 0x85ebca6b);
  const random = ((noise ^ (noise >>> 13)) >>> 0) / 2 ** 32;
  return 50 + 10 * series + 12 * Math.sin(step / 47 + phase) + 10 * random;
}
