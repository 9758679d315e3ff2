import { expect, it } from "vitest";
import { type Arrival, maxArrivals, mergeArrivals, showBoard } from "./automatic";
import { titleOf } from "./titles";
import type { BoardState } from "./url";

const automatic: BoardState = {
  board: { title: "", rangeMs: 900_000, theme: "system", panels: [] },
  automatic: true,
  hostHidden: false,
};
const arrival = (name: string, firstSeenMs: number): Arrival => ({
  series: `counters:${name}`,
  firstSeenMs,
});

it("shows the user's buckets in the order they came, and the host's behind them", () => {
  const arrivals = mergeArrivals(
    [arrival("late", 9)],
    [arrival("b", 5), arrival("a", 5), arrival("host.load", 1)],
  );
  const { panels } = showBoard(automatic, arrivals);
  expect(panels.slice(0, 4).map(titleOf)).toEqual(["a", "b", "late", "CPU"]);
});

it("hears of a bucket twice and shows it once", () => {
  const known = mergeArrivals([], [arrival("a", 5)]);
  expect(mergeArrivals(known, [arrival("a", 6)])).toBe(known);
});

it("starts each kind as what it is: a rate, three percentiles over a band, steps, a number", () => {
  const arrivals: Arrival[] = (["counters", "timers", "gauges", "sets"] as const).map((kind, index) => ({
    series: `${kind}:x`,
    firstSeenMs: index,
  }));
  const { panels } = showBoard({ ...automatic, hostHidden: true }, arrivals);
  expect(panels.map(({ targets, chart }) => [chart, ...targets])).toEqual([
    ["line", "counters:x:rate"],
    ["band", "timers:x:p50", "timers:x:p95", "timers:x:p99"],
    ["step", "gauges:x"],
    ["stat", "sets:x"],
  ]);
});

it("shows no more than twelve by itself", () => {
  const arrivals = mergeArrivals(
    [],
    Array.from({ length: 40 }, (_, index) => arrival(`m${index}`, index)),
  );
  expect(showBoard({ ...automatic, hostHidden: true }, arrivals).panels).toHaveLength(maxArrivals);
});

it("leaves a board of its own as its link says", () => {
  const own = { ...automatic, automatic: false };
  expect(showBoard(own, [arrival("a", 1)])).toBe(own.board);
});
