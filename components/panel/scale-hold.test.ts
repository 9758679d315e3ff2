import { expect, test } from "vitest";
import { createScaleHold } from "./scale-hold";

const upTo = (max: number) => ({ min: 0, max, ticks: [max / 2] });

test("a scale grows at once", () => {
  const hold = createScaleHold(10_000);
  hold.settle(upTo(10), 0);
  expect(hold.settle(upTo(40), 1_000)).toEqual(upTo(40));
});

test("a scale stays while the data is small for a moment, and follows when it stays so", () => {
  const hold = createScaleHold(10_000);
  hold.settle(upTo(40), 0);
  expect(hold.settle(upTo(10), 1_000)).toEqual(upTo(40));
  expect(hold.settle(upTo(20), 10_000)).toEqual(upTo(40));
  expect(hold.settle(upTo(20), 11_000)).toEqual(upTo(20));
});

test("data that reaches the whole scale again begins the waiting anew", () => {
  const hold = createScaleHold(10_000);
  hold.settle(upTo(40), 0);
  hold.settle(upTo(10), 1_000);
  hold.settle(upTo(40), 8_000);
  expect(hold.settle(upTo(10), 12_000)).toEqual(upTo(40));
});
