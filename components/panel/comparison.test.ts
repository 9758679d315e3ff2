import { expect, test } from "vitest";
import { createWindow } from "@/lib/live/window";
import type { ChartSeries } from "./chart-view";
import { describeComparison, shiftTarget, withComparison } from "./comparison";

const dayMs = 86_400_000;
const look = { slot: "1", color: "red", textColor: "red", widthPx: 1, dash: null };

function seriesOf(target: string, name: string): ChartSeries {
  const window = createWindow(1_000, 60_000);
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

test("a comparison is said in words", () => {
  expect([dayMs, 7 * dayMs, 5_400_000, 3_600_000].map(describeComparison)).toEqual([
    "1 d earlier",
    "7 d earlier",
    "90 min earlier",
    "1 h earlier",
  ]);
});
