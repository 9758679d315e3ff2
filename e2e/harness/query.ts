import type { Program } from "./program";

export type Point = [startMs: number, value: number | null];

interface Range {
  fromMs?: number;
  untilMs?: number;
}

interface Answer {
  series: { target: string; name: string; startMs: number; stepMs: number; values: (number | null)[] }[];
}

/** The only series of a target in steps of one second, as /api/query gives it; empty when there is none. */
export async function queryPoints(program: Program, target: string, range: Range = {}): Promise<Point[]> {
  const series = await querySeries(program, target, range);
  if (series.size > 1) throw new Error(`${target} has ${series.size} series`);
  return [...series.values()].flat();
}

/** All series of a target in steps of one second, by their names. */
export async function querySeries(
  { url }: Program,
  target: string,
  range: Range = {},
): Promise<Map<string, Point[]>> {
  const params = new URLSearchParams({ target, step: "1s", from: String(range.fromMs ?? "-5m") });
  if (range.untilMs !== undefined) params.set("until", String(range.untilMs));
  const response = await fetch(`${url}/api/query?${params}`);
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  const { series } = (await response.json()) as Answer;
  return new Map(
    series.map(({ name, startMs, stepMs, values }) => [
      name,
      values.map((value, index): Point => [startMs + index * stepMs, value]),
    ]),
  );
}

/** What a counter counted in the last five minutes. */
export async function queryTotal(program: Program, bucket: string): Promise<number> {
  const points = await queryPoints(program, `counters:${bucket}`);
  return points.reduce((total, [, value]) => total + (value ?? 0), 0);
}

/** A number of GET /metrics. */
export async function readMetric({ url }: Program, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split("\n").find((each) => each.startsWith(`${name} `));
  if (!line) throw new Error(`/metrics has no ${name}`);
  return Number(line.slice(name.length + 1));
}

/** How many streams the server holds open. */
export async function readStreams({ url }: Program): Promise<number> {
  const health = (await (await fetch(`${url}/api/health`)).json()) as { streams: number };
  return health.streams;
}
