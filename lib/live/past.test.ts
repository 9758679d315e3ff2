import { expect, test } from "vitest";
import { readPast } from "./past";
import { startStreamServer } from "./stream-server.test-support";

const request = { targets: ["gauges:b", "gauges:a.*"], fromMs: 10_000.4, untilMs: 13_000, stepMs: null };

test("a part of time comes as series in the order of the targets and names, gaps among their steps", async () => {
  const server = await startStreamServer();
  let asked = new URLSearchParams();
  server.answerQuery = (params) => {
    asked = params;
    const line = (target: string, name: string, values: (number | null)[]) => ({
      target,
      name,
      startMs: 10_000,
      stepMs: 1_000,
      values,
    });
    const series = [
      line("gauges:a.*", "gauges:a.y", [7]),
      line("gauges:a.*", "gauges:a.x", [1, null, 3]),
      line("gauges:b", "gauges:b", [5, 6]),
    ];
    return { status: 200, body: { series } };
  };
  const series = await readPast((url) => fetch(server.base + url), "/api/query", request);
  server.stop();
  expect([...asked]).toEqual([
    ["target", "gauges:b"],
    ["target", "gauges:a.*"],
    ["from", "10000"],
    ["until", "13000"],
  ]);
  expect(series.map(({ name, window }) => [name, window.firstMs, window.stepMs, window.values])).toEqual([
    ["gauges:b", 10_000, 1_000, [5, 6]],
    ["gauges:a.x", 10_000, 1_000, [1, null, 3]],
    ["gauges:a.y", 10_000, 1_000, [7]],
  ]);
});

test("a refusal is no past", async () => {
  const server = await startStreamServer();
  server.answerQuery = () => ({ status: 400, body: { error: { code: "bad_target", message: "no" } } });
  await expect(readPast((url) => fetch(server.base + url), "/api/query", request)).rejects.toThrow("400");
  server.stop();
});
