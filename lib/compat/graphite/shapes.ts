import type { Color } from "./chart-options";

/** A picture as a list of shapes, in the order in which they are drawn. Pixels, y downwards. */
export interface Chart {
  width: number;
  height: number;
  background: Color;
  shapes: Shape[];
}

export type Shape =
  | { type: "stroke"; points: Point[]; color: Color; width: number; opacity: number }
  | { type: "fill"; points: Point[]; color: Color; opacity: number }
  | {
      type: "text";
      x: number;
      y: number;
      text: string;
      size: number;
      color: Color;
      anchor: Anchor;
      upwards?: true;
    };

export type Point = readonly [x: number, y: number];
export type Anchor = "start" | "middle" | "end";

export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}
