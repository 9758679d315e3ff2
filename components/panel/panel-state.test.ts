import { expect, test } from "vitest";
import { createWindow } from "@/lib/live/window";
import { judgePanel, printAge } from "./panel-state";

function makeSeries(values: (number | null)[]) {
  const window = createWindow(1_000, 900_000);
  values.forEach((value, i) => window.upsert(i * 1_000, value));
  return [{ id: "k1 a", target: "a", name: "a", window }];
}

const steady = Array.from({ length: 100 }, (_, i) => i);

test("a sample in each step is live", () => {
  expect(judgePanel(makeSeries(steady), 99_000, null, 100_000).name).toBe("live");
});

test("no sample at all is waiting", () => {
  expect(judgePanel(makeSeries([null, null]), 1_000, null, 2_000).name).toBe("waiting");
  expect(judgePanel([], 1_000, null, 2_000).name).toBe("waiting");
});

test("a series that stopped is late, then silent, and says for how long", () => {
  expect(judgePanel(makeSeries(steady), 101_000, null, 0)).toEqual({
    name: "late",
    sentence: "late 2 s, usually every 1 s",
  });
  expect(judgePanel(makeSeries(steady), 141_000, null, 0)).toEqual({
    name: "silent",
    sentence: "silent 42 s, usually every 1 s",
  });
});

test("one line of three that is silent is what the dot shows; the picture stays live", () => {
  const stopped = steady.map((value, i) => (i < 90 ? value : null));
  const series = [steady, stopped, steady].flatMap((values) => makeSeries(values));
  expect(judgePanel(series, 99_000, null, 0)).toEqual({
    name: "live",
    dot: "silent",
    sentence: "1 of 3 silent 10 s, usually every 1 s",
  });
});

test("a series that is rare by habit is live between its samples", () => {
  const rare = Array.from({ length: 100 }, (_, i) => (i % 20 === 0 ? i : null));
  expect(judgePanel(makeSeries(rare), 99_000, null, 0).name).toBe("live");
});

test("a cut link comes before anything else", () => {
  expect(judgePanel(makeSeries(steady), 99_000, 60_000, 180_000)).toEqual({
    name: "offline",
    sentence: "link cut 2 min ago, data is safe",
  });
});

test("ages read as people say them", () => {
  expect([42_000, 205_000, 7_500_000].map(printAge)).toEqual(["42 s", "3 min 25 s", "2 h 5 min"]);
});
