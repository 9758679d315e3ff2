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
  dot(x: number, y: number, radius: number, how: Fill): void;
  remove(): void;
}
