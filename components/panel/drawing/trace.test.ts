import { expect, test } from "vitest";
import type { Plot } from "./plot";
import { writePath } from "./svg-surface";
import { lonelyVertices, traceLine, traceSurface } from "./trace";
import { addVertex, dropGaps, makeVertices } from "./vertices";

// One px a second and one a unit: what is drawn can be read.
const plot: Plot = { left: 10, top: 0, width: 10, height: 10, minMs: 0, maxMs: 10_000, min: 0, max: 10 };

function corners(...values: number[]) {
  const vertices = makeVertices();
  values.forEach((value, i) => addVertex(vertices, i * 1_000, value));
  return vertices;
}

const gap = Number.NaN;

test("a line goes from sample to sample, and a gap ends it", () => {
  expect(writePath((pen) => traceLine(pen, corners(1, 2, gap, 4, 5), plot, null))).toBe(
    "M10 9L11 8M13 6L14 5",
  );
});

test("joined, it leaves the gap out", () => {
  const vertices = corners(1, gap, 3);
  dropGaps(vertices);
  expect(writePath((pen) => traceLine(pen, vertices, plot, null))).toBe("M10 9L12 7");
});

test("a step line holds each value for its whole step, the last before a gap too", () => {
  expect(writePath((pen) => traceLine(pen, corners(1, 2, gap), plot, { holdMs: 1_000 }))).toBe(
    "M10 9L11 9L11 8L12 8",
  );
});

test("a surface goes down to a value piece by piece", () => {
  expect(writePath((pen) => traceSurface(pen, corners(1, 2, gap, 4, 5), 0, plot))).toBe(
    "M10 9L11 8L11 10L10 10L10 9M13 6L14 5L14 10L13 10L13 6",
  );
});

test("a surface between two curves goes along one and back along the other", () => {
  expect(writePath((pen) => traceSurface(pen, corners(5, 6, gap, 7), corners(1, 2, gap, 3), plot))).toBe(
    "M10 5L11 4L11 8L10 9L10 5M13 3L13 7L13 3",
  );
});

test("samples between two gaps are found", () => {
  expect(lonelyVertices(corners(1, gap, 3, gap, 5, 6))).toEqual([0, 2]);
});
