import fc from "fast-check";
import { expect, test } from "vitest";
import { createWindow } from "@/lib/live/window";
import { stepsPerBucket } from "./bucket";
import { createCurve } from "./curve";
import { dropGaps, makeVertices, type Vertices } from "./vertices";

const stepMs = 1_000;
const values = fc.array(fc.option(fc.integer({ min: -50, max: 50 }), { freq: 4 }), {
  minLength: 1,
  maxLength: 120,
});

function listCorners({ count, ms, values: heights }: Vertices): [ms: number, value: number][] {
  return Array.from({ length: count }, (_, i) => [ms[i]!, heights[i]!]);
}

test("few steps are traced one by one, with NaN in a gap", () => {
  const window = createWindow(stepMs, 60_000);
  [1, null, 3].forEach((value, i) => window.upsert(i * stepMs, value));
  const curve = createCurve(window);
  const corners = makeVertices();
  curve.update(1, false);
  curve.trace(corners, 0);
  expect(listCorners(corners)).toEqual([
    [0, 1],
    [1_000, Number.NaN],
    [2_000, 3],
  ]);
  curve.update(1, true);
  curve.trace(corners, 0);
  expect(listCorners(corners)[1]).toEqual([1_000, 0]);
});

test("on a log scale zero and below are gaps, and hide nothing that is above", () => {
  const window = createWindow(stepMs, 60_000);
  [5, 0, 3, -2, -1, 8, 2, 0].forEach((value, i) => window.upsert(i * stepMs, value));
  const curve = createCurve(window);
  const corners = makeVertices();
  curve.update(1, true, true);
  curve.trace(corners, 0);
  expect(listCorners(corners).map(([, value]) => value)).toEqual([5, NaN, 3, NaN, NaN, 8, 2, NaN]);
  expect(curve.extremes(0)).toEqual([2, 8]);
  curve.update(4, false, true);
  curve.trace(corners, 0);
  expect(listCorners(corners)).toEqual([
    [0, 5],
    [2_000, 3],
    [5_000, 8],
    [6_000, 2],
  ]);
  expect(curve.extremes(0)).toEqual([2, 8]);
});

test("many steps keep every column's extremes, as samples that were really sent, and end at the last one", () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 2, max: 9 }), (sent, size) => {
      const window = createWindow(stepMs, 60_000);
      const curve = createCurve(window);
      const corners = makeVertices();
      sent.forEach((value, i) => {
        window.upsert(i * stepMs, value);
        curve.update(size, false);
      });
      curve.trace(corners, 0);
      dropGaps(corners);
      const traced = listCorners(corners);
      const kept = window.values;
      const first = window.firstMs / stepMs;
      for (const [ms, value] of traced) {
        // The first column may hold a sample that has just left the window.
        if (ms >= window.firstMs) expect(kept[ms / stepMs - first]).toBe(value);
        else expect(sent[ms / stepMs]).toBe(value);
      }
      for (let at = first; at < first + kept.length; at += size - (at % size)) {
        const column = kept
          .slice(at - first, at - first + size - (at % size))
          .filter((each) => each !== null);
        const inColumn = traced.filter(([ms]) => Math.floor(ms / stepMs / size) === Math.floor(at / size));
        if (column.length === 0) continue;
        expect(Math.max(...inColumn.map(([, value]) => value))).toBeGreaterThanOrEqual(Math.max(...column));
        expect(Math.min(...inColumn.map(([, value]) => value))).toBeLessThanOrEqual(Math.min(...column));
      }
      const last = kept[kept.length - 1]!;
      if (last !== null)
        expect(traced[traced.length - 1]).toEqual([(first + kept.length - 1) * stepMs, last]);
    }),
  );
});

test("a correction in an old column is measured again", () => {
  const window = createWindow(stepMs, 60_000);
  for (let i = 0; i < 40; i++) window.upsert(i * stepMs, 1);
  const curve = createCurve(window);
  curve.update(4, false);
  expect(curve.extremes(0)).toEqual([1, 1]);
  window.upsert(5_000, 9);
  curve.update(4, false);
  expect(curve.extremes(0)).toEqual([1, 9]);
});

test("the running step counts for the extremes; what is older than asked for does not", () => {
  const window = createWindow(stepMs, 60_000);
  [50, 1, 2].forEach((value, i) => window.upsert(i * stepMs, value));
  window.setOpen(3_000, 7);
  const curve = createCurve(window);
  curve.update(1, false);
  expect(curve.extremes(1_000)).toEqual([1, 7]);
});

test("steps share a column of pixels only when there are more than two for each", () => {
  expect(stepsPerBucket(600, 300)).toBe(1);
  expect(stepsPerBucket(601, 300)).toBe(3);
  expect(stepsPerBucket(3_600, 300)).toBe(12);
});
