import { expect, test } from "vitest";
import { createWindow } from "@/lib/live/window";
import { findSpans, type SpanPlace } from "./spans";

function spansOf(values: (number | null)[], place: Partial<SpanPlace<number>> = {}) {
  const window = createWindow(1_000, 60_000);
  values.forEach((value, i) => window.upsert(10_000 + i * 1_000, value));
  const endMs = 10_000 + values.length * 1_000;
  const usual = { fromMs: 5_000, endMs, stepsPerBucket: 1, nulls: "gap" as const };
  const spans = findSpans(window, { ...usual, stateOf: (value) => value, ...place });
  return spans.map(({ fromMs, untilMs, state }) => [fromMs / 1_000, untilMs / 1_000, state]);
}

test("neighbours of one value are one span, from the first sample to the newest step's end", () => {
  expect(spansOf([1, 1, 2, 2, 2, 1])).toEqual([
    [10, 12, 1],
    [12, 15, 2],
    [15, 16, 1],
  ]);
});

test("neighbours of one state are one span, whatever their values", () => {
  expect(spansOf([1, 3, 60, 70], { stateOf: (value) => (value > 50 ? 1 : 0) })).toEqual([
    [10, 12, 0],
    [12, 14, 1],
  ]);
});

test("steps without a value are a span of nothing, a zero, or what was before", () => {
  const values = [1, null, null, 1];
  expect(spansOf(values)).toEqual([
    [10, 11, 1],
    [11, 13, null],
    [13, 14, 1],
  ]);
  expect(spansOf(values, { nulls: "zero" })).toEqual([
    [10, 11, 1],
    [11, 13, 0],
    [13, 14, 1],
  ]);
  expect(spansOf(values, { nulls: "connect" })).toEqual([[10, 14, 1]]);
});

test("where steps share a pixel the highest counts, at multiples of their length", () => {
  expect(spansOf([0, 0, 0, 5, 0, 0], { stepsPerBucket: 2 })).toEqual([
    [10, 12, 0],
    [12, 14, 5],
    [14, 16, 0],
  ]);
});

test("what began before the range begins with it", () => {
  expect(spansOf([1, 1, 1, 1], { fromMs: 11_500 })).toEqual([[11.5, 14, 1]]);
});
