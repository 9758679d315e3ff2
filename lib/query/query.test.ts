import { expect, it } from "vitest";
import { printCsv } from "./csv";
import { QueryFault, queryRange, type RangeQuery } from "./query";
import { counter, createRig, gauge, retention, timer } from "./stream.test-support";

const t0 = 1_700_000_000_000;

async function ask(
  values: Parameters<Awaited<ReturnType<typeof createRig>>["flush"]>[2],
  query: Partial<RangeQuery>,
) {
  const rig = await createRig(t0 + 20_000);
  await rig.flush("w", t0, values);
  await rig.flush("w", t0 + 2_000, {});
  const whole = {
    targets: [],
    fromMs: t0 - 2_000,
    untilMs: t0 + 4_000,
    stepMs: null,
    maxDataPoints: null,
    ...query,
  };
  return queryRange(rig.store, retention, whole, rig.clock.now());
}

it("a hole is a gap and a zero is a zero; history begins with the first step anything covers", async () => {
  const result = await ask({ "counters:a": counter(3) }, { targets: ["counters:a"] });
  expect(result).toEqual({
    series: [
      {
        target: "counters:a",
        name: "counters:a",
        startMs: t0 - 2_000,
        stepMs: 1_000,
        values: [null, null, 3, null, 0, null],
      },
    ],
    historyFromMs: t0,
    notices: [],
  });
});

it("a name without a kind is the timer first, and says so", async () => {
  const values = { "counters:a": counter(3), "timers:a": timer(10), "gauges:g": gauge(1, t0) };
  const result = await ask(values, { targets: ["a"] });
  expect(result.series.map((each) => each.name)).toEqual(["timers:a:mean"]);
  expect(result.notices).toEqual([expect.stringContaining("counters:a")]);
  expect((await ask(values, { targets: ["a:rate"] })).series[0]!.name).toBe("timers:a:rate");
  const plain = await ask(values, { targets: ["g"] });
  expect(plain.series[0]!.name).toBe("gauges:g");
  expect(plain.notices).toEqual([]);
});

it("a kind that has the statistic wins over one that has not", async () => {
  const values = { "counters:a": counter(3), "gauges:a": gauge(1, t0) };
  expect((await ask(values, { targets: ["a:max"] })).series[0]!.name).toBe("gauges:a:max");
});

it("refuses a statistic that the one kind does not have, and lists those it has", async () => {
  const asked = ask({ "counters:a": counter(3) }, { targets: ["a:p95"] });
  await expect(asked).rejects.toThrow('character 1: a has no "p95"; counters have sum, rate');
  await expect(ask({}, { targets: ["scale("] })).rejects.toBeInstanceOf(QueryFault);
});

it("an unknown bucket is no error and no series", async () => {
  expect((await ask({}, { targets: ["nobody.knows"] })).series).toEqual([]);
});

it("draws no more points than asked for, in whole steps", async () => {
  const { series } = await ask(
    { "counters:a": counter(3) },
    { targets: ["counters:a"], fromMs: t0 - 60_000, untilMs: t0 + 20_000, maxDataPoints: 10 },
  );
  expect(series[0]!.stepMs).toBe(8_000);
  expect(series[0]!.values.length).toBeLessThanOrEqual(11);
  expect(series[0]!.values.reduce<number>((sum, value) => sum + (value ?? 0), 0)).toBe(3);
});

it("leaves out the step that has not ended", async () => {
  const { series } = await ask(
    { "counters:a": counter(3) },
    { targets: ["counters:a"], fromMs: t0, untilMs: t0 + 60_000, stepMs: 7_000 },
  );
  const [only] = series;
  expect(only!.startMs + only!.values.length * 7_000).toBeLessThanOrEqual(t0 + 20_000);
});

it("prints names in CSV so that no spreadsheet runs them", () => {
  const line = (name: string, values: number[]) => ({
    target: "",
    name,
    startMs: 0,
    stepMs: 1_000,
    values: Float64Array.from(values),
  });
  expect(printCsv([line('=1+"2",\n', [1.5, Number.NaN]), line("b", [0, 2])])).toBe(
    'time,"\'=1+""2"",\n","b"\r\n1970-01-01T00:00:00.000Z,1.5,0\r\n1970-01-01T00:00:01.000Z,,2\r\n',
  );
});
