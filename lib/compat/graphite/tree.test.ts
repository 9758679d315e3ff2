import { expect, it } from "vitest";
import { bucketOf, kindOf, type SeriesInfo, type SeriesName } from "@/lib/metric/series";
import { byPath, findNodes, listPaths } from "./tree";

const infoOf = (series: SeriesName): SeriesInfo => ({
  series,
  kind: kindOf(series),
  bucket: bucketOf(series),
  firstSeenMs: 0,
  lastSeenMs: 0,
});

const infos = (
  [
    "gauges:mem.free",
    "gauges:mem",
    "counters:api.hits",
    "timers:api.login",
    "sets:users",
    "gauges:mem.x;a=b",
  ] as const
).map(infoOf);
const find = (query: string) =>
  findNodes(infos, query)
    .toSorted(byPath)
    .map(({ path, isLeaf }) => (isLeaf ? path : `${path}.`));

it.each([
  ["*", ["mem.", "mem", "stats.", "stats_counts."]],
  ["mem.*", ["mem.free"]],
  ["stats.*", ["stats.api.", "stats.counters.", "stats.gauges.", "stats.sets.", "stats.timers."]],
  ["stats.api.*", ["stats.api.hits"]],
  ["stats.counters.api.hits.*", ["stats.counters.api.hits.count", "stats.counters.api.hits.rate"]],
  ["stats.timers.api.*", ["stats.timers.api.login."]],
  [
    "stats.timers.api.login.{upper,lower}*",
    ["lower", "upper", "upper_90", "upper_95", "upper_99"].map((each) => `stats.timers.api.login.${each}`),
  ],
  ["stats.gauges.m*", ["stats.gauges.mem.", "stats.gauges.mem"]],
  ["stats.sets.*.*", ["stats.sets.users.count"]],
  ["{mem,stats_counts}.*", ["mem.free", "stats_counts.api."]],
  ["stats_counts.**", ["stats_counts.api.", "stats_counts.api.hits"]],
  ["**.hits", ["stats.api.hits", "stats.counters.api.hits.", "stats_counts.api.hits"]],
  ["nothing.*", []],
  ["mem.free.*", []],
])("the query %s finds %j", (query, paths) => {
  expect(find(query)).toEqual(paths);
});

it("what the index lists is what the tree has as leaves, and the other way round", () => {
  const leaves = new Set(
    findNodes(infos, "**")
      .filter((node) => node.isLeaf)
      .map((node) => node.path),
  );
  expect(new Set(listPaths(infos))).toEqual(leaves);
  expect(leaves.size).toBeGreaterThan(20);
});

it("a name of hundreds of parts costs no more than its length", () => {
  const deep = infoOf(`counters:${Array.from({ length: 450 }, () => "a").join(".")}`);
  const before = process.cpuUsage();
  expect(findNodes([deep], "**").length).toBeGreaterThan(1_000);
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(500);
});

it("lists a level of 50,000 names within 50 ms of computing", () => {
  const kinds = ["counters", "gauges", "timers"] as const;
  const many = Array.from({ length: 50_000 }, (_, i) =>
    infoOf(`${kinds[i % 3]!}:shop.app${i % 50}.host${i % 997}.request${i}.time`),
  );
  for (const query of [
    "*",
    "stats.*",
    "stats.timers.*.*.*",
    "stats.timers.shop.app7.host21.*",
    "shop.*.*.*",
  ]) {
    const times = Array.from({ length: 5 }, () => {
      const before = process.cpuUsage();
      findNodes(many, query);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1_000;
    });
    expect(Math.min(...times), query).toBeLessThan(50);
  }
});
