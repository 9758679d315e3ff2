import type { RenderedLine } from "./line";
import type { Frame, Point } from "./shapes";

interface Scale {
  xOf(ms: number): number;
  yOf(value: number): number;
  frame: Frame;
  lineMode: "slope" | "staircase" | "connected";
  nullAsZero: boolean;
}

/**
 * A line as runs of points, broken where there is no value; lone points as dots; and the area between each run and the line below,
 * or zero. Where there are more points than pixels, each column of pixels keeps its least and greatest.
 */
export function traceLine(
  line: RenderedLine,
  scale: Scale,
  below: RenderedLine | null,
): { runs: Point[][]; dots: Point[]; areas: Point[][] } {
  const runs: Point[][] = [];
  const dots: Point[] = [];
  const areas: Point[][] = [];
  const zero = scale.yOf(0);
  const floorOf = below
    ? (i: number) => scale.yOf(Number.isFinite(below.values[i]!) ? below.values[i]! : 0)
    : () => zero;
  for (const run of findRuns(line, scale)) {
    const points = thin(
      shape(
        run.map((i) => place(line, i, scale)),
        scale,
        line.stepMs,
      ),
    );
    if (points.length === 1) {
      dots.push(points[0]!);
      continue;
    }
    runs.push(points);
    const floor = thin(
      shape(
        run.map((i): Point => [place(line, i, scale)[0], floorOf(i)]),
        scale,
        line.stepMs,
      ),
    );
    areas.push([...points, ...floor.toReversed()]);
  }
  return { runs, dots, areas };
}

/** Each line on top of those before it; null when their steps differ, so that nothing can be added up. */
export function traceStack(lines: readonly RenderedLine[]): RenderedLine[] | null {
  const [first] = lines;
  const fits = lines.every(
    ({ startMs, stepMs, values }) =>
      startMs === first!.startMs && stepMs === first!.stepMs && values.length === first!.values.length,
  );
  if (!first || !fits) return null;
  const sum = new Float64Array(first.values.length);
  return lines.map((line) => {
    const values = line.values.map((value, i) => {
      if (!Number.isFinite(value)) return sum[i]!;
      sum[i]! += value;
      return sum[i]!;
    });
    return { ...line, values };
  });
}

function findRuns(
  { startMs, stepMs, values }: RenderedLine,
  { frame, xOf, lineMode, nullAsZero }: Scale,
): number[][] {
  const runs: number[][] = [];
  let run: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const x = xOf(startMs + i * stepMs);
    if (x < frame.left - 1 || x > frame.right + 1) continue;
    if (Number.isFinite(values[i]!) || nullAsZero) run.push(i);
    else if (lineMode !== "connected" && run.length > 0) {
      runs.push(run);
      run = [];
    }
  }
  return run.length > 0 ? [...runs, run] : runs;
}

function place({ startMs, stepMs, values }: RenderedLine, i: number, { xOf, yOf }: Scale): Point {
  return [xOf(startMs + i * stepMs), yOf(Number.isFinite(values[i]!) ? values[i]! : 0)];
}

function shape(points: Point[], { lineMode, xOf, frame }: Scale, stepMs: number): Point[] {
  if (lineMode !== "staircase") return points;
  const width = xOf(stepMs) - xOf(0);
  return points.flatMap(([x, y]): Point[] => [
    [x, y],
    [Math.min(frame.right, x + width), y],
  ]);
}

function thin(points: Point[]): Point[] {
  const kept: Point[] = [];
  for (let i = 0; i < points.length;) {
    const column = Math.floor(points[i]![0]);
    let last = i;
    let [least, greatest] = [i, i];
    for (; last + 1 < points.length && Math.floor(points[last + 1]![0]) === column; last++) {
      if (points[last + 1]![1] < points[least]![1]) least = last + 1;
      if (points[last + 1]![1] > points[greatest]![1]) greatest = last + 1;
    }
    const places = [...new Set([i, Math.min(least, greatest), Math.max(least, greatest), last])];
    kept.push(...places.map((at) => points[at]!));
    i = last + 1;
  }
  return kept;
}
