import type { Plot } from "./plot";
import type { Pen } from "./trace";

export interface Stroke {
  /** A CSS colour; may use variables. */
  color: string;
  widthPx: number;
  /** Lengths in px; null is a whole line. */
  dash: readonly number[] | null;
}

/** A colour at `opacity`, or fading from it to nothing at the plot's bottom. */
export interface Fill {
  color: string;
  opacity: number;
  isFading?: boolean;
}

/** What curves are drawn on: a canvas for the screen, SVG for print and export. */
export interface Surface {
  /** Empties it. Until `unclip` nothing is drawn outside the plot. */
  begin(plot: Plot): void;
  stroke(how: Stroke, trace: (pen: Pen) => void): void;
  fill(how: Fill, trace: (pen: Pen) => void): void;
  unclip(): void;
  /** Words of 11 px that begin at `x`, on the line `y`. */
  text(x: number, y: number, words: string, color: string): void;
  dot(x: number, y: number, radius: number, how: Fill): void;
  remove(): void;
}

/** A rectangle, in px of the chart. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export function traceBox(pen: Pen, { left, top, right, bottom }: Box): void {
  pen.moveTo(left, top);
  pen.lineTo(right, top);
  pen.lineTo(right, bottom);
  pen.lineTo(left, bottom);
}
