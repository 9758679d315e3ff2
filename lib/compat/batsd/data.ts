import { maxTargets } from "@/lib/query/limits";
import { readTime } from "./commands";
import { type Values, type ValuesOptions, readValues } from "./values";

/** batsd-dash's GET /data. Times are epoch milliseconds, the interval is seconds. */
export interface DashData {
  range: [number, number];
  /** Of the first metric that has one; 0 when there are only gauges. */
  interval: number;
  results: { key: string; type: "counter" | "gauge" | "timer"; values: [number, number][] }[];
}

const kinds = ["counters", "gauges", "timers"] as const;
const defaultRangeS = 1_800;

/**
 * `counters[]=a.b&timers[]=e.f:mean&start=&stop=`, a single one also without brackets; a timer without a
 * statistic gives its mean. Counters and timers have zeros between their first and last point, unless
 * `no_zero_fill` is given. Source: batsd-dash's app.rb, params.rb and graph.rb.
 */
export async function readDashData(
  options: ValuesOptions,
  params: URLSearchParams,
): Promise<{ data: DashData } | { error: string }> {
  const range = readDashRange(params, Math.floor(options.now() / 1_000));
  if (range === null) return { error: "Invalid time range" };
  const metrics = kinds.flatMap((kind) =>
    [...params.getAll(`${kind}[]`), ...params.getAll(kind)]
      .filter((key) => key !== "")
      .map((key) => ({ kind, key })),
  );
  if (metrics.length === 0) return { error: "Invalid metrics" };
  if (metrics.length > maxTargets) return { error: `Invalid metrics: at most ${maxTargets}` };
  const fills = !params.get("no_zero_fill");
  const data: DashData = { range: [range.beginS * 1_000, range.endS * 1_000], interval: 0, results: [] };
  for (const { kind, key } of metrics) {
    const values = await readValues(options, nameOf(kind, key), range);
    data.interval ||= values.interval;
    data.results.push({
      key,
      type: kind.slice(0, -1) as DashData["results"][number]["type"],
      values: toPairs(values, fills && kind !== "gauges"),
    });
  }
  return { data };
}

function nameOf(kind: (typeof kinds)[number], key: string): string {
  return kind === "timers" && !key.includes(":") ? `timers:${key}:mean` : `${kind}:${key}`;
}

function readDashRange(params: URLSearchParams, nowS: number): { beginS: number; endS: number } | null {
  const [start, stop] = [params.get("start"), params.get("stop")];
  if (start === null && stop === null) return { beginS: nowS - defaultRangeS, endS: nowS };
  const [beginS, endS] = [readTime(start), readTime(stop)];
  return beginS <= 0 || endS <= 0 || beginS >= endS ? null : { beginS, endS };
}

function toPairs({ interval, points }: Values, fills: boolean): [number, number][] {
  const pairs: [number, number][] = [];
  for (const { timestamp, value } of points) {
    const before = pairs.at(-1)?.[0];
    if (fills && before !== undefined)
      for (let ms = before + interval * 1_000; ms < timestamp * 1_000; ms += interval * 1_000)
        pairs.push([ms, 0]);
    pairs.push([timestamp * 1_000, value]);
  }
  return pairs;
}
