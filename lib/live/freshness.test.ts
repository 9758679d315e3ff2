import { expect, test } from "vitest";
import { judgeFreshness } from "./freshness";
import { createWindow } from "./window";

const stepMs = 1_000;

function seriesOf(values: (number | null)[], name = "timers:a:p95") {
  const window = createWindow(stepMs, 900_000);
  values.forEach((value, i) => window.upsert(i * stepMs, value));
  return { name, window };
}

const steady = Array.from({ length: 100 }, (_, i) => i + 1);
const gaps = (count: number) => Array.from({ length: count }, () => null);
const zeros = (count: number) => Array.from({ length: count }, () => 0);
const judge = (values: (number | null)[], name?: string) =>
  judgeFreshness(seriesOf(values, name), values.length * stepMs);

test("a sample in each step is live; one missed step changes nothing", () => {
  expect(judge(steady)).toEqual({ name: "live", ageMs: 0, usualMs: 1_000, isZero: false });
  expect(judge([...steady, ...gaps(1)]).name).toBe("live");
});

test("it is late at twice, and silent at three times its own usual interval", () => {
  expect(judge([...steady, ...gaps(2)]).name).toBe("late");
  expect(judge([...steady, ...gaps(3)])).toEqual({
    name: "silent",
    ageMs: 3_000,
    usualMs: 1_000,
    isZero: false,
  });
});

test("what is rare by habit is live between its samples", () => {
  const rare = Array.from({ length: 200 }, (_, i) => (i % 20 === 0 ? i : null));
  expect(judge([...rare, ...gaps(20)]).name).toBe("live");
  expect(judge([...rare, ...gaps(30)]).name).toBe("late");
  expect(judge([...rare, ...gaps(50)])).toMatchObject({ name: "silent", usualMs: 20_000 });
});

test("what comes at random is not called silent between two samples", () => {
  let seed = 1;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const values = Array.from({ length: 890 }, () => (random() < 0.3 ? 1 : null));
  const judged = values.map((_, i) => (i < 200 ? "live" : judge(values.slice(0, i)).name));
  expect(judged.filter((name) => name === "silent").length).toBeLessThan(9);
});

test("one sample alone is given a minute", () => {
  expect(judge([1, ...gaps(39)]).name).toBe("live");
  expect(judge([1, ...gaps(61)])).toMatchObject({ name: "silent", usualMs: null });
});

test("no sample is waiting", () => {
  expect(judge(gaps(3)).name).toBe("waiting");
  expect(judge([]).name).toBe("waiting");
});

test("a counter that counted in every step and stops is silent, and still zero", () => {
  expect(judge([...steady, ...zeros(3)], "counters:hits:rate")).toMatchObject({
    name: "silent",
    isZero: true,
  });
  expect(judge([...steady, ...zeros(3)], "gauges:depth").name).toBe("live");
});

test("a counter that seldom counts is live at zero", () => {
  const seldom = Array.from({ length: 300 }, (_, i) => (i % 7 === 0 ? 1 : 0));
  expect(judge([...seldom, ...zeros(60)], "counters:errors:rate").name).toBe("live");
  expect(judge(zeros(60), "counters:errors:rate").name).toBe("live");
});

test("a series of longer steps is judged by the steps of its own that ended", () => {
  const window = createWindow(60_000, 3_600_000);
  for (let i = 0; i < 10; i++) window.upsert(i * 60_000, i);
  const judgeAt = (endMs: number) => judgeFreshness({ name: "timers:a:p95", window }, endMs).name;
  expect(judgeAt(600_000 + 59_000)).toBe("live");
  expect(judgeAt(600_000 + 119_000)).toBe("live");
  expect(judgeAt(600_000 + 180_000)).toBe("silent");
});
