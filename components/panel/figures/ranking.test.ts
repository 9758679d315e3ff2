import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSteadyOrder, rank, rankNames } from "./ranking";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the highest come first, equal ones in their own order, those without a value last", () => {
  expect(rank([3, null, 9, 3], 20)).toEqual({ places: [2, 0, 3, 1], more: 0 });
  expect(rank([3, null, 9, 3], 20, true)).toEqual({ places: [0, 3, 2, 1], more: 0 });
});

test("what has no room is counted", () => {
  const values = Array.from({ length: 25 }, (_, i) => i);
  const { places, more } = rank(values, 20);
  expect([places[0], places.length, more]).toEqual([24, 20, 5]);
});

test("names are ordered as people count", () => {
  expect(rankNames(["web10", "web9", "db"], 20, true).places).toEqual([2, 1, 0]);
  expect(rankNames(["web10", "web9", "db"], 20, false).places).toEqual([0, 1, 2]);
});

test("an order stays for its time, unless what is listed changes", () => {
  const order = createSteadyOrder(1_000, () => {});
  const [first, second] = [rank([1, 2], 20), rank([2, 1], 20)];
  expect(order.settle("a", first, 0)).toBe(first);
  expect(order.settle("a", second, 999)).toBe(first);
  expect(order.settle("a", second, 1_000)).toBe(second);
  expect(order.settle("b", first, 1_001)).toBe(first);
});

test("an order that has to wait is asked for again as soon as it may change", () => {
  const again = vi.fn<() => void>();
  const order = createSteadyOrder(1_000, again);
  order.settle("a", rank([1, 2], 20), 0);
  order.settle("a", rank([2, 1], 20), 400);
  vi.advanceTimersByTime(599);
  expect(again).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(again).toHaveBeenCalledTimes(1);
  order.settle("a", rank([2, 1], 20), 600);
  order.stop();
  vi.advanceTimersByTime(1_000);
  expect(again).toHaveBeenCalledTimes(1);
});
