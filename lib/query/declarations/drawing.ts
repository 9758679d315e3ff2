import { type Declarations, list, number } from "./declaration";

const drawing = (help: string) =>
  ({ group: "Graph", help: `${help} Charts here have looks of their own.`, scope: "point" }) as const;

/** What Graphite's pictures are told by targets: taken, so that its boards work, and named as it names them. */
export const drawingDeclarations = {
  alpha: { ...drawing("How opaque the series is."), params: [list, number("alpha")] },
  color: { ...drawing("The series' colour."), params: [list, { name: "theColor", type: "text" }] },
  dashed: {
    ...drawing("Draws the series dashed."),
    params: [list, { ...number("dashLength"), default: 5 }],
  },
  drawAsInfinite: { ...drawing("Draws a tall line wherever the series is above zero."), params: [list] },
  lineWidth: { ...drawing("The width of the series' line."), params: [list, number("width")] },
  secondYAxis: { ...drawing("Draws the series against an axis at the right."), params: [list] },
} as const satisfies Declarations;
