import { packValues } from "@/lib/metric/packed-values";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as find from "@/app/metrics/find/route";
import * as query from "@/app/api/query/route";
import * as render from "@/app/render/route";
import * as stream from "@/app/api/stream/route";
import { counter } from "@/lib/query/stream.test-support";
import type { SeriesName } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import { get, post, startTestRuntime } from "./routes.test-support";

type Run = (target: string, more?: string) => Response | Promise<Response>;

/** Every door through which somebody may ask for a target. */
const doors: [string, Run][] = [
  [
    "/api/query",
    (target, more = "") => query.GET(get(`/api/query?target=${encodeURIComponent(target)}${more}`)),
  ],
  [
    "/render",
    (target, more = "") => render.GET(get(`/render?format=json&target=${encodeURIComponent(target)}${more}`)),
  ],
];
const answerWithinMs = 5_000;
const maxGrowthBytes = 500 << 20;
const many = 2_000;

let test: Awaited<ReturnType<typeof startTestRuntime>>;
beforeAll(async () => {
  test = await startTestRuntime();
  const values = new Map<SeriesName, Value>();
  for (let i = 0; i < many; i++) values.set(`counters:host${i % 50}.app${i}.hits`, counter(i));
  const startMs = Math.floor(Date.now() / 1_000) * 1_000 - 2_000;
  await test.runtime.store.append({
    writer: "many",
    sequence: 1,
    startMs,
    stepMs: 1_000,
    values: packValues(values),
  });
});
afterAll(() => test.stop());

const nest = (depth: number) => `${"sumSeries(".repeat(depth)}host0.app0.hits${")".repeat(depth)}`;
const braces = `{${Array.from({ length: 10_000 }, (_, i) => `host${i}`).join(",")}}.app0.hits`;

const faulty: [string, string][] = [
  ["an unknown function", "frobnicate(host0.app0.hits)"],
  ["a function of JavaScript's", "constructor(host0.app0.hits)"],
  ["a target of 100 KB", `host0.${"a".repeat(100_000)}`],
  ["100 KB of opening brackets", "(".repeat(100_000)],
  ["100 KB of opening braces", "{".repeat(100_000)],
  ["100 KB of numbers", `sumSeries(${"1,".repeat(50_000)}1)`],
  ["nesting 10,000 deep", nest(10_000)],
  ["nesting 1,000 deep", nest(1_000)],
  ["an alternative of 10,000 names", braces],
  ["an unclosed text", `alias(host0.app0.hits,"${"x".repeat(90_000)}`],
];

describe.each(doors)("%s", (_, ask) => {
  it.each(faulty)("refuses %s with a sentence, at once and in bounded memory", async (_what, target) => {
    const { response, text } = await measure(() => ask(target));
    expect([400, 413, 422], text.slice(0, 300)).toContain(response.status);
    expect(text.length).toBeLessThan(1_000);
    expect(text).toMatch(/\w+ \w+/);
    expect(text).not.toMatch(/RangeError|call stack|undefined is not|Cannot read/);
  });

  it.each([
    ["10,000-fold globs", "**.*?*?*?*.***.*a*p*p*"],
    ["a glob of a thousand stars", `${"*a".repeat(1_000)}*`],
    ["nested alternatives", `{${"{a,b}".repeat(12)},host0}.app0.hits`],
    ["alternatives side by side", `${"{a,b}".repeat(20)}.hits`],
    ["a glob over every name", "**"],
    ["every name summed a hundred times", `sumSeries(${Array(100).fill("**").join(",")})`],
    ["a timeShift of ten years", 'timeShift(host0.app0.hits,"3650d")'],
    ["a moving average over sixty days", 'movingAverage(host0.app0.hits,"60d")'],
    ["an integral over every name", "integral(**)"],
  ])("answers or refuses %s in bounded time and memory", async (_what, target) => {
    const { response } = await measure(() => ask(target, "&from=-1h"));
    expect(response.status).toBeLessThan(500);
  });

  it.each([
    ["ten years", "&from=-3650d"],
    ["all time", "&from=0"],
    ["a thousand years to come", "&from=now&until=32503680000"],
    ["a step of a millisecond over sixty days", "&from=-60d&step=1ms"],
    ["a hundred million points", "&from=-60d&maxDataPoints=100000000"],
  ])("answers or refuses a range of %s in bounded time and memory", async (_what, more) => {
    const { response, text } = await measure(() => ask("host0.app0.hits", more));
    expect(response.status).toBeLessThan(500);
    expect(text.length).toBeLessThan(8 << 20);
  });
});

it("a stream refuses the same targets, by its address and by its body", async () => {
  for (const [, target] of faulty) {
    const body = JSON.stringify({ subscriptions: [{ key: "a", target, rangeMs: 60_000, stepMs: null }] });
    const posted = await measure(async () => stream.POST(post("/api/stream", body, "application/json")));
    expect(posted.response.status).toBeLessThan(500);
    const startedMs = performance.now();
    const opened = await stream.GET(get(`/api/stream?target=${encodeURIComponent(target)}`));
    expect(opened.status).toBeLessThan(500);
    if (opened.ok) {
      const next = test.readEvents(opened);
      expect(await next(({ event }) => event === "error")).toBeTruthy();
    }
    expect(performance.now() - startedMs).toBeLessThan(answerWithinMs);
  }
});

it.each(["**", "*".repeat(50_000), "{".repeat(50_000), `${"{a,b}".repeat(20)}`, braces])(
  "Graphite's finder bounds the pattern %.20s",
  async (pattern) => {
    const { response } = await measure(() =>
      find.GET(get(`/metrics/find?query=${encodeURIComponent(pattern)}`)),
    );
    expect(response.status).toBeLessThan(500);
  },
);

async function measure(ask: () => Response | Promise<Response>) {
  const before = process.memoryUsage().rss;
  const startedMs = performance.now();
  const response = await ask();
  const text = await response.text();
  expect(performance.now() - startedMs).toBeLessThan(answerWithinMs);
  expect(process.memoryUsage().rss - before).toBeLessThan(maxGrowthBytes);
  return { response, text };
}
