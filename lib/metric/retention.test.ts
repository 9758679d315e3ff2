import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  maxAutoPoints,
  maxRangeMs,
  minRangeMs,
  parseRetention,
  pickStep,
  withFlushInterval,
} from "./retention";

const standard = parseRetention("1s:30m,10s:6h,1m:7d,10m:60d");
const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

it("reads the retention of the manual", () => {
  expect(standard).toEqual([
    { stepMs: second, keptMs: 30 * minute },
    { stepMs: 10 * second, keptMs: 6 * hour },
    { stepMs: minute, keptMs: 7 * day },
    { stepMs: 10 * minute, keptMs: 60 * day },
  ]);
});

it.each([
  ["", '"" is not <step>:<kept>'],
  ["1s", '"1s" is not <step>:<kept>'],
  ["1s:30m:2", "is not <step>:<kept>"],
  ["1s:30m,banana:6h", '"banana:6h" is not <step>:<kept>'],
  ["1m:10s", "keeps less than one step"],
  ["10s:30m,15s:6h", "15s is not a multiple of 10s"],
  ["10s:6h,1s:7d", "1s is not a multiple of 10s"],
  ["1s:6h,10s:30m", "10s is kept no longer"],
])("refuses %j and names the fault", (text, fault) => {
  expect(() => parseRetention(text)).toThrow(fault);
});

describe("the flush interval", () => {
  it("is already the finest step", () => {
    expect(withFlushInterval(standard, second)).toEqual(standard);
  });

  it("comes in front, for 5 minutes, when it is shorter", () => {
    expect(withFlushInterval(standard, 200)).toEqual([{ stepMs: 200, keptMs: 5 * minute }, ...standard]);
  });

  it("drops the archives that are finer", () => {
    expect(withFlushInterval(standard, 10 * second)).toEqual(standard.slice(1));
  });

  it("comes in front too when it lies between two archives", () => {
    const archives = withFlushInterval(standard, 20 * second);
    expect(archives.map((archive) => archive.stepMs)).toEqual([20 * second, minute, 10 * minute]);
  });
});

describe("picking a step", () => {
  it.each([
    ["1m", minute, second],
    ["15m", 15 * minute, second],
    ["25m, the last with 1,500 points", 25 * minute, second],
    ["30m", 30 * minute, 10 * second],
    ["4h", 4 * hour, 10 * second],
    ["6h, too many points in 10 s", 6 * hour, minute],
    ["1d", day, minute],
    ["7d", 7 * day, 10 * minute],
    ["30d, in a multiple of the coarsest", 30 * day, 30 * minute],
    ["60d", 60 * day, 60 * minute],
  ])("is automatic over %s", (_name, rangeMs, stepMs) => {
    expect(pickStep(standard, rangeMs, null)).toBe(stepMs);
  });

  it.each([
    ["kept: itself", 15 * minute, 10 * second, 10 * second],
    ["no longer kept over the range: the next coarser", hour, second, 10 * second],
    ["no longer kept over a week: the next coarser", 7 * day, 10 * second, minute],
    ["a multiple of a kept one: itself", 15 * minute, 5 * second, 5 * second],
    ["coarser than any archive: a multiple of the coarsest", day, hour, hour],
    ["no multiple: rounded up", day, 90 * second, 2 * minute],
  ])("asked for is, when %s", (_name, rangeMs, asked, stepMs) => {
    expect(pickStep(standard, rangeMs, asked)).toBe(stepMs);
  });

  it("never draws too many points by itself, and always in steps some archive can be added up to", () => {
    fc.assert(
      fc.property(fc.integer({ min: minRangeMs, max: maxRangeMs }), (rangeMs) => {
        const stepMs = pickStep(standard, rangeMs, null);
        expect(rangeMs / stepMs).toBeLessThanOrEqual(maxAutoPoints);
        expect(standard.some((archive) => archive.keptMs >= rangeMs && stepMs % archive.stepMs === 0)).toBe(
          true,
        );
      }),
    );
  });
});
