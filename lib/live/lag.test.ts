import { expect, test } from "vitest";
import { createLagMeter } from "./lag";

test("prints what 95 of 100 steps of the last minute kept", () => {
  let nowMs = 0;
  const meter = createLagMeter(() => nowMs);
  expect(meter.p95()).toBeNull();
  for (let i = 1; i <= 100; i++) meter.note(i);
  expect(meter.p95()).toBe(95);
  nowMs = 60_001;
  expect(meter.p95()).toBeNull();
  meter.note(7);
  expect(meter.p95()).toBe(7);
});

test("ten steps a second are held for the whole minute", () => {
  let nowMs = 0;
  const meter = createLagMeter(() => nowMs);
  for (let i = 0; i < 600; i++) {
    meter.note(i < 30 ? 1_000 : 10);
    nowMs += 100;
  }
  expect(meter.p95()).toBe(10);
  meter.note(1_000);
  expect(meter.p95()).toBe(1_000);
});
