import { expect, it } from "vitest";
import { createAttempts } from "./attempts";

function createTestClock() {
  let nowMs = 0;
  return { now: () => nowMs, monotonic: () => nowMs, advance: (ms: number) => void (nowMs += ms) };
}

it("bounds the wrong tokens of one address, and lets others go on", () => {
  const attempts = createAttempts(createTestClock());
  for (let i = 0; i < 10; i++) {
    expect(attempts.allowed("10.0.0.1")).toBe(true);
    attempts.failed("10.0.0.1");
  }
  expect(attempts.allowed("10.0.0.1")).toBe(false);
  expect(attempts.allowed("10.0.0.2")).toBe(true);
});

it("bounds the wrong tokens of all addresses together", () => {
  const attempts = createAttempts(createTestClock());
  for (let i = 0; i < 300; i++) attempts.failed(`10.0.${i >> 8}.${i & 255}`);
  expect(attempts.allowed("192.168.0.1")).toBe(false);
});

it("forgets after a minute", () => {
  const clock = createTestClock();
  const attempts = createAttempts(clock);
  for (let i = 0; i < 10; i++) attempts.failed("10.0.0.1");
  clock.advance(60_000);
  expect(attempts.allowed("10.0.0.1")).toBe(true);
});
