import { expect, test } from "vitest";
import { describePanel } from "./describe-panel";

test("a panel is described by its kind, its series and its range", () => {
  expect(describePanel("line", 3, 900_000)).toBe("Line chart, 3 series, last 15 minutes");
  expect(describePanel("stat", 1, 60_000)).toBe("Number with its line, 1 series, last 1 minute");
  expect(describePanel("heatmap", 40, 7_200_000)).toBe("Heatmap, last 2 hours");
});
