import fc from "fast-check";
import { expect, test } from "vitest";
import { createWindow, lastSample } from "./window";

const stepMs = 10;
const rangeMs = 200;

test("steps upserted in any order equal the sorted map of their last values", () => {
  const upserts = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 19 }), fc.option(fc.integer({ min: 0, max: 99 }))),
    { minLength: 1, maxLength: 60 },
  );
  fc.assert(
    fc.property(upserts, (steps) => {
      const window = createWindow(stepMs, rangeMs);
      const map = new Map<number, number | null>();
      for (const [step, value] of steps) {
        window.upsert(step * stepMs, value);
        map.set(step * stepMs, value);
      }
      const first = Math.min(...map.keys());
      const last = Math.max(...map.keys());
      expect(window.firstMs).toBe(first);
      const expected: (number | null)[] = [];
      for (let at = first; at <= last; at += stepMs) expected.push(map.get(at) ?? null);
      expect(window.values).toEqual(expected);
    }),
  );
});

test("never holds more than its range, and keeps the newest", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1 }), (steps) => {
      const window = createWindow(stepMs, rangeMs);
      for (const step of steps) window.upsert(step * stepMs, step);
      expect(window.values.length).toBeLessThanOrEqual(rangeMs / stepMs + 1);
      const newest = Math.max(...steps);
      expect(lastSample(window)).toEqual({ startMs: newest * stepMs, value: newest });
    }),
  );
});

test("a step that simply follows is no rewrite; a correction is", () => {
  const window = createWindow(stepMs, rangeMs);
  window.upsert(0, 1);
  window.upsert(10, 2);
  expect(window.rewrites).toBe(0);
  window.upsert(0, 5);
  expect(window.rewrites).toBe(1);
  const { version } = window;
  window.upsert(0, 5);
  expect(window.version).toBe(version);
});

test("skipped steps are gaps", () => {
  const window = createWindow(stepMs, rangeMs);
  window.upsert(0, 1);
  window.upsert(30, 4);
  expect(window.values).toEqual([1, null, null, 4]);
});

test("a running step is replaced, and gone once it is closed", () => {
  const window = createWindow(stepMs, rangeMs);
  window.upsert(0, 1);
  window.setOpen(10, 2);
  window.setOpen(10, 3);
  expect(window.open).toEqual({ startMs: 10, value: 3 });
  window.upsert(10, 4);
  expect(window.open).toBeNull();
  window.setOpen(10, 9);
  expect(window.open).toBeNull();
});

test("a start that is no step's is passed over", () => {
  const window = createWindow(stepMs, rangeMs);
  window.upsert(7, 1);
  expect(window.values).toEqual([]);
});

test("a held window drops nothing, and is as large as before when it is let go", () => {
  const window = createWindow(stepMs, rangeMs);
  for (let step = 0; step < 20; step++) window.upsert(step * stepMs, step);
  window.hold(true);
  for (let step = 20; step < 500; step++) window.upsert(step * stepMs, step);
  window.clear();
  expect([window.firstMs, window.count, window.at(3)]).toEqual([0, 500, 3]);
  window.hold(false);
  expect([window.firstMs, window.count, window.at(0)]).toEqual([479 * stepMs, 21, 479]);
  for (let step = 500; step < 600; step++) window.upsert(step * stepMs, step);
  expect(window.values).toEqual(Array.from({ length: 21 }, (_, i) => 579 + i));
});

test("the last sample by a moment is not a later one", () => {
  const window = createWindow(stepMs, rangeMs);
  for (const [step, value] of [
    [0, 1],
    [1, null],
    [2, 3],
  ] as const)
    window.upsert(step * stepMs, value);
  expect(lastSample(window, 19)).toEqual({ startMs: 0, value: 1 });
  expect(lastSample(window, 20)).toEqual({ startMs: 20, value: 3 });
  expect(lastSample(window, -1)).toBeNull();
});
