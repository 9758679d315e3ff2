import { expect, test } from "vitest";
import { createWindow } from "@/lib/live/window";
import { createCurve } from "./drawing/curve";
import type { Picture } from "./drawing/picture";
import { readPicture, stopLengthMs } from "./reading";

const look = { slot: "1", color: "red", textColor: "red", widthPx: 1, dash: null };

// One px a second, ten for a whole unit.
function makePicture(steps: number, ...lines: (number | null)[][]): Picture {
  const plot = {
    left: 5,
    top: 0,
    width: steps,
    height: 100,
    minMs: 0,
    maxMs: steps * 1_000,
    min: 0,
    max: 10,
  };
  return {
    lines: lines.map((values) => {
      const window = createWindow(1_000, 86_400_000);
      values.forEach((value, i) => window.upsert(i * 1_000, value));
      return { name: "gauges:a", look, window, curve: createCurve(window), last: null, before: null, plot };
    }),
    view: {
      kind: "line",
      rangeMs: steps * 1_000,
      nulls: "gap",
      unit: "none",
      scale: "linear",
      thresholds: [],
      yMin: null,
      yMax: null,
      endLabels: false,
    },
    plot,
    shadows: [],
    events: [],
    stack: null,
    shadowStack: null,
    raster: null,
  };
}

test("reads all lines at the nearest step, and where they stand", () => {
  const picture = makePicture(3, [1, 2, 3], [4, null, 6]);
  expect(readPicture(picture, 1_400)).toEqual({
    ms: 1_000,
    x: 6,
    events: [],
    values: [
      { value: 2, y: 80, earlier: null },
      { value: null, y: null, earlier: null },
    ],
  });
});

test("before the first step it reads the first, after the last one the last", () => {
  const picture = makePicture(3, [1, 2, 3, 4]);
  expect(readPicture(picture, -9_000)?.ms).toBe(0);
  expect(readPicture(picture, 99_000)?.ms).toBe(3_000);
});

test("a chart without lines says nothing", () => {
  expect(readPicture(makePicture(3), 0)).toBeNull();
});

test("keys go step by step, and over a long range in 200 presses at most", () => {
  expect(stopLengthMs(makePicture(60, [1]))).toBe(1_000);
  expect(stopLengthMs(makePicture(900, [1]))).toBe(5_000);
});

test("an event is read where it is pointed at, and not beside it", () => {
  const event = { id: "e", atMs: 30_400, title: "deploy", text: "", tags: [] };
  const picture = {
    ...makePicture(
      60,
      Array.from({ length: 60 }, () => 1),
    ),
    events: [event],
  };
  const titlesAt = (ms: number) => readPicture(picture, ms)!.events.map(({ title }) => title);
  expect([24_000, 25_000, 30_000, 36_000, 37_000].map(titlesAt)).toEqual([
    [],
    ["deploy"],
    ["deploy"],
    ["deploy"],
    [],
  ]);
});
