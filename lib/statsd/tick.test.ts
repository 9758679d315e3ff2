import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createSteps } from "./tick";

const start = 1_700_000_000_000;

describe("steps", () => {
  it("are aligned to the epoch and closed once each, in order", () => {
    const { time, closed, steps } = begin(start + 300);
    expect(steps.advance()).toBe(700);
    for (let i = 0; i < 3; i++) {
      time.pass(1_000);
      steps.advance();
    }
    expect(closed).toEqual([0, 1_000, 2_000]);
  });

  it("are not closed early by a timer that fires early", () => {
    const { time, closed, steps } = begin(start);
    time.pass(999.4);
    expect(steps.advance()).toBeCloseTo(0.6);
    expect(closed).toEqual([]);
  });

  it("are all closed after a stall, the empty ones too", () => {
    const { time, closed, steps } = begin(start);
    time.pass(4_200);
    expect(steps.advance()).toBeCloseTo(800);
    expect(closed).toEqual([0, 1_000, 2_000, 3_000]);
  });

  it("are left out, as a gap, when the machine slept for longer than a minute", () => {
    const { time, closed, steps } = begin(start);
    time.pass(3_600_000);
    steps.advance();
    time.pass(1_000);
    steps.advance();
    expect(closed).toEqual([0, 3_600_000]);
  });

  it("are left out, as a gap, when the wall clock is set ahead", () => {
    const { time, closed, steps } = begin(start);
    time.pass(1_000);
    steps.advance();
    time.setWall(10_300);
    expect(steps.advance()).toBe(700);
    time.pass(700);
    steps.advance();
    expect(closed).toEqual([0, 1_000, 11_000]);
  });

  it("are closed again, for corrections, when the wall clock is set back", () => {
    const { time, closed, steps } = begin(start + 5_000);
    time.pass(400);
    time.setWall(-3_000);
    expect(steps.advance()).toBe(600);
    for (let i = 0; i < 4; i++) {
      time.pass(1_000);
      steps.advance();
    }
    expect(closed).toEqual([5_000, 2_000, 3_000, 4_000, 5_000]);
  });

  it("follow a small difference to the wall clock slowly, skipping and repeating none", () => {
    const { time, closed, steps } = begin(start);
    time.setWall(500);
    for (let i = 0; i < 300; i++) {
      time.pass(333);
      steps.advance();
    }
    expect(closed).toEqual(closed.map((_, i) => i * 1_000));
    expect(steps.nowMs()).toBeCloseTo(time.clock.now(), -1);
  });

  it("close the open one at the end", () => {
    const { time, closed, steps } = begin(start);
    time.pass(100);
    steps.advance();
    steps.finish();
    expect(closed).toEqual([0]);
  });
});

it("lose nothing and count nothing twice, whatever the clocks do", () => {
  const event = fc.oneof(
    fc.record({ pass: fc.integer({ min: 0, max: 5_000 }) }),
    fc.record({ jump: fc.integer({ min: -20_000, max: 20_000 }) }),
    fc.record({ add: fc.integer({ min: 1, max: 9 }) }),
  );
  fc.assert(
    fc.property(fc.array(event), (events) => {
      let [open, taken, flushed] = [0, 0, 0];
      const time = fakeTime(start);
      const startsMs: number[] = [];
      const steps = createSteps(time.clock, 1_000, (startMs) => {
        startsMs.push(startMs);
        flushed += open;
        open = 0;
      });
      for (const each of events) {
        if ("pass" in each) time.pass(each.pass);
        else if ("jump" in each) time.setWall(each.jump);
        else {
          open += each.add;
          taken += each.add;
        }
        const waitMs = steps.advance();
        expect(waitMs).toBeGreaterThan(0);
        expect(waitMs).toBeLessThanOrEqual(1_010);
      }
      steps.finish();
      expect(flushed).toBe(taken);
      expect(startsMs.every((startMs) => startMs % 1_000 === 0)).toBe(true);
    }),
  );
});

/** `closed` holds starts, counted from `start`. */
function begin(atMs: number) {
  const time = fakeTime(atMs);
  const closed: number[] = [];
  return {
    time,
    closed,
    steps: createSteps(time.clock, 1_000, (startMs) => closed.push(startMs - start)),
  };
}

function fakeTime(atMs: number) {
  let [wallMs, monotonicMs] = [atMs, 5_000];
  return {
    clock: { now: () => wallMs, monotonic: () => monotonicMs },
    pass(ms: number) {
      wallMs += ms;
      monotonicMs += ms;
    },
    setWall(byMs: number) {
      wallMs += byMs;
    },
  };
}
