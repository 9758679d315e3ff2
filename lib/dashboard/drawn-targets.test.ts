import { expect, test } from "vitest";
import { drawnTargets, explainMismatch } from "./drawn-targets";

const asHeatmap = (...targets: string[]) => drawnTargets({ chart: "heatmap", targets });

test("every other kind of chart asks for what it names", () => {
  expect(drawnTargets({ chart: "line", targets: ["timers:a:p95"] })).toEqual(["timers:a:p95"]);
});

test("a heatmap asks for the samples of a timer once, whichever statistics of it are named", () => {
  expect(asHeatmap("timers:api.took:p50", "timers:api.took:p95")).toEqual(["heatmap(timers:api.took)"]);
  expect(asHeatmap("timers:api.took")).toEqual(["heatmap(timers:api.took)"]);
});

test("several timers make one picture", () => {
  expect(asHeatmap("timers:api.a:p95", "timers:api.b:p95")).toEqual(["heatmap(timers:{api.a,api.b})"]);
});

test("what is written by hand keeps its form", () => {
  expect(asHeatmap("api.*.took:p99")).toEqual(["heatmap(api.*.took)"]);
  expect(asHeatmap("seriesByTag('name=api.took')")).toEqual(["heatmap(seriesByTag('name=api.took'))"]);
});

test("a heatmap that is named is asked for as it is", () => {
  expect(asHeatmap("heatmap(timers:a,bins=40)")).toEqual(["heatmap(timers:a,bins=40)"]);
});

test("what has no samples is told to have none", () => {
  const explain = (...targets: string[]) => explainMismatch({ chart: "heatmap", targets });
  expect(explain("gauges:db.pool", "counters:hits:rate")).toBe("A heatmap is made of a timer's samples");
  expect(explain("gauges:db.pool", "timers:api.took:p95")).toBeNull();
  expect(explain("api.took")).toBeNull();
  expect(explainMismatch({ chart: "line", targets: ["gauges:db.pool"] })).toBeNull();
});
