import { expect, test } from "vitest";
import { createWindow } from "@/lib/live/window";
import { measureHeat } from "../drawing/heat";
import { readHeat } from "./read-heat";

const bins = [
  { low: 1, high: 10 },
  { low: 10, high: 100 },
];
const plot = { left: 0, top: 0, width: 100, height: 100, minMs: 10_000, maxMs: 12_000, min: 0, max: 2 };
const look = { slot: "1", color: "", textColor: "", widthPx: 1, dash: null };

function makeHeat() {
  const windows = [
    [3, 1],
    [4, 6],
  ].map((values) => {
    const window = createWindow(1_000, 60_000);
    values.forEach((value, i) => window.upsert(10_000 + i * 1_000, value));
    return window;
  });
  const series = windows.map((window, i) => ({
    id: String(i),
    target: "t",
    name: "n",
    label: "l",
    look,
    window,
    unit: "ms" as const,
    isRight: false,
  }));
  return { heat: measureHeat(windows, bins, { fromMs: 10_000, endMs: 12_000, widthPx: 100 }), series };
}

test("the pointer reads its bin, and how many samples the column has in all", () => {
  const { heat, series } = makeHeat();
  const read = readHeat(heat, plot, { ms: 10_400, y: 75 }, series)!;
  expect(read.series.map(({ label }) => label)).toEqual(["1 to 10\u2009ms", "all samples"]);
  expect(read.point.values.map(({ value }) => value)).toEqual([3, 7]);
  expect([read.point.ms, read.point.x]).toEqual([10_000, 25]);
});

test("keys read the fullest bin", () => {
  const { heat, series } = makeHeat();
  const read = readHeat(heat, plot, { ms: 12_000, y: null }, series)!;
  expect(read.series[0]!.label).toBe("10 to 100\u2009ms");
  expect(read.point.values[0]!.value).toBe(6);
});
