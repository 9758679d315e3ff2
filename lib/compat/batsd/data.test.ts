import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { counter, createRig, gauge, retention, timer } from "@/lib/query/stream.test-support";
import { type DashData, readDashData } from "./data";

// The nine cases of batsd-dash's own test_dash.rb, and what its page relies on.

const startS = 1_700_000_000;
let rig: Awaited<ReturnType<typeof createRig>>;

beforeAll(async () => {
  rig = await createRig(startS * 1_000);
  await rig.flush("w", startS * 1_000, {
    "counters:a.b": counter(14),
    "timers:c.d": timer(10, 20),
    "gauges:e.f": gauge(3, startS * 1_000),
  });
  await rig.flush("w", (startS + 3) * 1_000, {
    "counters:a.b": counter(2),
    "gauges:e.f": gauge(4, (startS + 3) * 1_000),
  });
  await rig.advance(60_000);
});

afterAll(() => rig.store.close());

const ask = (query: string) =>
  readDashData({ store: rig.store, retention, now: rig.clock.now }, new URLSearchParams(query));

async function dataOf(query: string): Promise<DashData> {
  const answer = await ask(query);
  if ("error" in answer) throw new Error(answer.error);
  return answer.data;
}

describe("GET /data", () => {
  it.each(["", "counters[]=", "counters=&timers="])("refuses %j: no metrics", async (query) =>
    expect(await ask(query)).toEqual({ error: "Invalid metrics" }),
  );

  it.each([
    ["counters=a.b", ["counter"]],
    ["timers=c.d", ["timer"]],
    ["gauges=e.f", ["gauge"]],
    ["counters[]=a.b&timers[]=d.c&gauges[]=e.f", ["counter", "gauge", "timer"]],
  ])("answers %s", async (query, types) =>
    expect((await dataOf(query)).results.map(({ type }) => type)).toEqual(types),
  );

  it.each([
    ["without stop", `start=${startS}`],
    ["without start", `stop=${startS}`],
    ["with both the wrong way round", `start=${startS}&stop=${startS - 10}`],
    ["before the epoch", "start=-2&stop=-1"],
    ["with no numbers", "start=soon&stop=later"],
  ])("refuses a range %s", async (_, range) =>
    expect(await ask(`counters[]=a.b&${range}`)).toEqual({ error: "Invalid time range" }),
  );

  it("answers the range in milliseconds, the interval in seconds, and zeros between points", async () => {
    expect(await dataOf(`counters[]=a.b&start=${startS - 10}&stop=${startS + 10}`)).toEqual({
      range: [(startS - 10) * 1_000, (startS + 10) * 1_000],
      interval: 1,
      results: [
        {
          key: "a.b",
          type: "counter",
          values: [14, 0, 0, 2].map((value, i) => [(startS + i) * 1_000, value]),
        },
      ],
    });
  });

  it("fills no zeros where it is asked not to, nor between a gauge's points", async () => {
    const range = `start=${startS - 10}&stop=${startS + 10}`;
    const { results, interval } = await dataOf(`counters=a.b&gauges=e.f&no_zero_fill=1&${range}`);
    expect(interval).toBe(1);
    expect(results.map(({ values }) => values.length)).toEqual([2, 2]);
    expect((await dataOf(`gauges=e.f&${range}`)).interval).toBe(0);
  });

  it("gives a timer without a statistic its mean, under the name that was asked for", async () => {
    const { results } = await dataOf(`timers[]=c.d&timers[]=c.d:max&start=${startS}&stop=${startS + 1}`);
    expect(results).toEqual([
      { key: "c.d", type: "timer", values: [[startS * 1_000, 15]] },
      { key: "c.d:max", type: "timer", values: [[startS * 1_000, 20]] },
    ]);
  });

  it("shows the last half hour without a range", async () => {
    const { range } = await dataOf("counters=a.b");
    expect(range).toEqual([rig.clock.now() - 1_800_000, rig.clock.now()]);
  });
});
