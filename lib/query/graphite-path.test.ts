import { expect, it } from "vitest";
import { systemClock } from "@/lib/metric/clock";
import { bucketOf, kindOf, type SeriesInfo, type SeriesName } from "@/lib/metric/series";
import { createNameTable } from "@/lib/store/names";
import { mayBeGraphitePath, resolveGraphitePath } from "./graphite-path";

async function resolve(names: SeriesName[], pattern: string) {
  const table = createNameTable(1_000);
  for (const name of names) table.note(name, systemClock.now(), systemClock.now());
  const matches = await resolveGraphitePath({ find: async (glob) => table.find(glob) }, pattern);
  return matches.map(({ series, statistic, path }) => `${path} = ${series}:${statistic}`);
}

const several: SeriesName[] = [
  "gauges:mem.free",
  "counters:api.hits",
  "counters:api.errors",
  "timers:api.login",
  "sets:users",
  "counters:api.hits;env=prod",
];

it.each([
  ["mem.free", "gauges:mem.free:last"],
  ["stats.gauges.mem.free", "gauges:mem.free:last"],
  ["stats.api.hits", "counters:api.hits:rate"],
  ["stats_counts.api.hits", "counters:api.hits:sum"],
  ["stats.counters.api.hits.rate", "counters:api.hits:rate"],
  ["stats.counters.api.hits.count", "counters:api.hits:sum"],
  ["stats.sets.users.count", "sets:users:count"],
  ["stats.timers.api.login.upper", "timers:api.login:max"],
  ["stats.timers.api.login.lower", "timers:api.login:min"],
  ["stats.timers.api.login.count_ps", "timers:api.login:rate"],
  ["stats.timers.api.login.upper_90", "timers:api.login:upper_90"],
  ["stats.timers.api.login.mean_50", "timers:api.login:mean_50"],
  ["stats.timers.api.login.p99_9", "timers:api.login:p99_9"],
  ["stats.counters.api.hits.rate;env=prod", "counters:api.hits;env=prod:rate"],
])("the path %s means %s", async (path, meaning) => {
  expect(await resolve(several, path)).toEqual([`${path} = ${meaning}`]);
});

it.each([
  "api.hits",
  "stats.timers.api.login",
  "stats.timers.api.login.sum_squares",
  "stats.nobody",
  "stats.",
])("%s means nothing", async (path) => expect(await resolve(several, path)).toEqual([]));

it("a gauge of exactly that name wins, then the longest bucket", async () => {
  const path = "stats.counters.a.rate";
  const names: SeriesName[] = ["counters:a", "counters:counters.a.rate", `gauges:${path}`];
  expect(await resolve(names, path)).toEqual([`${path} = gauges:${path}:last`]);
  expect(await resolve(names.slice(0, 2), path)).toEqual([`${path} = counters:counters.a.rate:rate`]);
  expect(await resolve(names.slice(0, 1), path)).toEqual([`${path} = counters:a:rate`]);
});

it.each([
  ["stats.timers.*.login.{upper,mean}", ["stats.timers.api.login.mean", "stats.timers.api.login.upper"]],
  ["stats*.api.h*", ["stats.api.hits", "stats_counts.api.hits"]],
  ["stats.api.[eh]*", ["stats.api.errors", "stats.api.hits"]],
  ["{mem.free,nothing}", ["mem.free"]],
  [
    "stats.counters.**",
    ["errors.count", "errors.rate", "hits.count", "hits.rate"].map((each) => `stats.counters.api.${each}`),
  ],
  ["stats_counts.*.hits;*", ["stats_counts.api.hits;env=prod"]],
  ["mem.*", ["mem.free"]],
  ["*", []],
])("the glob %s takes in %j, and no tagged series unasked", async (glob, paths) => {
  expect((await resolve(several, glob)).map((each) => each.split(" = ")[0])).toEqual(paths);
});

it.each([
  ["stats.timers.api.*.mean", "timers:api.login", true],
  ["stats.timers.api.login.upper_50", "timers:api.login", true],
  ["stats.timers.api.login.nothing", "timers:api.login", false],
  ["stats_counts.**", "counters:api.hits", true],
  ["stats_counts.**", "timers:api.login", false],
  ["stats.api.hits", "gauges:stats.api.hits", true],
  ["stats.api.hits", "gauges:api.hits", false],
] as const)("when it appears under the path %s: %s, %s", (path, series, belongs) => {
  const info = { series, kind: kindOf(series), bucket: bucketOf(series), firstSeenMs: 0, lastSeenMs: 0 };
  expect(mayBeGraphitePath(path, info)).toBe(belongs);
});

it("names like those of an object's own members are ordinary", async () => {
  const names: SeriesName[] = ["gauges:__proto__", "timers:constructor"];
  expect(await resolve(names, "__proto__")).toHaveLength(1);
  expect(await resolve(names, "stats.timers.constructor.mean")).toHaveLength(1);
  expect(await resolve(names, "stats.timers.constructor.__proto__")).toEqual([]);
});

it("asks the store for what it needs, not for everything", async () => {
  const asked: string[] = [];
  const find = async (glob: string): Promise<SeriesInfo[]> => {
    asked.push(glob);
    const series: SeriesName = "timers:api.login";
    return [{ series, kind: kindOf(series), bucket: bucketOf(series), firstSeenMs: 0, lastSeenMs: 0 }];
  };
  await resolveGraphitePath({ find }, "stats.timers.api.*.mean");
  expect(asked).toEqual(["stats.timers.api.*.mean", "timers.api.*.mean", "api.*"]);
});
