import { expect, test } from "vitest";
import { createWindow } from "@/lib/live/window";
import type { ChartSeries } from "./chart-view";
import { describeComparison, findComparisonFault, shiftTarget, withComparison } from "./comparison";

const dayMs = 86_400_000;
const look = { slot: "1", color: "red", textColor: "red", widthPx: 1, dash: null };

function seriesOf(target: string, name: string, stepMs = 1_000): ChartSeries {
  const window = createWindow(stepMs, 600_000);
  return { id: `${target} ${name}`, target, name, label: name, look, window, unit: "ms", isRight: false };
}

test("each line gets the one of its target and name, in its own colour", () => {
  const lines = [seriesOf("a.*", "counters:a.x"), seriesOf("a.*", "counters:a.y"), seriesOf("b", "b")];
  const earlier = [
    seriesOf('timeShift(a.*, "1d")', 'timeShift(counters:a.y, "-1d")'),
    seriesOf('timeShift(b, "1d")', "alias of b"),
  ];
  const [x, y, b] = withComparison(lines, earlier, dayMs);
  expect(x!.before).toBeUndefined();
  expect(y!.before).toMatchObject({ window: earlier[0]!.window, label: "1 d earlier", unit: "ms" });
  expect(y!.before!.look.color).toContain("red 55%");
  expect(b!.before).toBeUndefined();
});

test("equal names of one target are told apart by their number", () => {
  const lines = [seriesOf("a", "x"), seriesOf("a", "x (2)")];
  const shift = shiftTarget("a", dayMs);
  const earlier = [seriesOf(shift, 'timeShift(x, "-1d")'), seriesOf(shift, 'timeShift(x, "-1d") (2)')];
  expect(withComparison(lines, earlier, dayMs).map(({ before }) => before?.window)).toEqual(
    earlier.map(({ window }) => window),
  );
});

test("what is counted in each step is compared only in steps of one length", () => {
  const compare = (name: string, stepMs: number) => {
    const lines = [seriesOf("a", name)];
    const earlier = [seriesOf(shiftTarget("a", dayMs), `timeShift(${name}, "-1d")`, stepMs)];
    const [line] = withComparison(lines, earlier, dayMs);
    return [line!.before !== undefined, findComparisonFault(lines, earlier)];
  };
  const fault = "kept in steps of 1m that long ago: compare the rate";
  expect(compare("counters:a", 1_000)).toEqual([true, ""]);
  expect(compare("counters:a", 60_000)).toEqual([false, fault]);
  expect(compare("timers:a:sum", 60_000)).toEqual([false, fault]);
  expect(compare("counters:a:rate", 60_000)).toEqual([true, ""]);
  expect(compare("gauges:a", 60_000)).toEqual([true, ""]);
});

test("a comparison is said in words", () => {
  expect([dayMs, 7 * dayMs, 5_400_000, 3_600_000].map(describeComparison)).toEqual([
    "1 d earlier",
    "7 d earlier",
    "90 min earlier",
    "1 h earlier",
  ]);
});
