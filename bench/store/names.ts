import { type PackedValues, packValues } from "@/lib/metric/packed-values";
import type { Value } from "@/lib/metric/value";
import { type SeriesName, kinds, seriesName } from "@/lib/metric/series";
import { createBucketSearch } from "@/lib/query/search";
import { createEmbeddedStore } from "@/lib/store/embedded/metrics";
import { percentileOf, timeRuns } from "../measure";
import { type Random, createRandom } from "./random";
import { type Part, bounded, told } from "../report";
import { createValues } from "./values";

const count = 50_000;
const words = {
  place: ["eu", "us", "asia"],
  environment: ["prod", "staging", "canary"],
  service: "api,checkout,login,search,cart,payment,mail,image,video,feed,profile,admin".split(","),
  part: "http,db,cache,queue,worker,disk,gc,pool,router,session".split(","),
  metric: "hits,errors,latency,duration,bytes,timeouts,retries,connections,depth,age".split(","),
};

/** Finding among 50,000 names. */
export const measureNames: Part = async ({ isQuick }) => {
  const times = isQuick ? 60 : 400;
  const random = createRandom(11);
  const clock = { now: Date.now, monotonic: () => performance.now() };
  const store = createEmbeddedStore({
    disk: null,
    flushMs: 1_000,
    gaugeTtlMs: 60_000,
    maxSeries: count,
    clock,
  });
  const values = drawNames(random);
  const startMs = Math.floor(Date.now() / 1_000) * 1_000 - 1_000;
  await store.append({ writer: "bench", sequence: 1, startMs, stepMs: 1_000, values });
  const search = createBucketSearch();
  const searchFor = async (typed: string) =>
    search.find(await store.find("**"), {
      words: typed,
      kind: null,
      offset: 0,
      limit: 50,
      nowMs: Date.now(),
    });
  const firstMs = performance.now();
  await searchFor("latency");
  const indexMs = performance.now() - firstMs;
  const typed = Array.from({ length: times }, () => drawTyped(random));
  const searched = await timeRuns(times, (i) => searchFor(typed[i]!));
  const globs = Array.from({ length: times }, () => drawGlob(random));
  const matched = await timeRuns(times, (i) => store.find(globs[i]!));
  await store.close();
  return {
    title: `finding among ${count.toLocaleString("en")} names`,
    rows: [
      bounded("fuzzy search, p95", percentileOf(searched, 95), 20, "ms"),
      told("fuzzy search, median", percentileOf(searched, 50), "ms"),
      bounded("glob, p95", percentileOf(matched, 95), 10, "ms"),
      told("glob, median", percentileOf(matched, 50), "ms"),
      told("the first search, which makes the index", indexMs, "ms"),
    ],
    notes: [
      "Searches: one to three words, cut short or with a letter wrong, all different. Globs: `*`, `?`, lists, `**` at the front and in the middle. Sparklines and values of what is found are not read.",
    ],
  };
};

function drawNames(random: Random): PackedValues {
  const values = new Map<SeriesName, Value>();
  const one = Object.fromEntries(kinds.map((kind) => [kind, createValues(kind, 1, 1)()]));
  while (values.size < count) {
    const kind = kinds[Math.floor(random() * 3)]!;
    const host = `web${Math.floor(random() * 40)}`;
    const { place, environment, service, part, metric } = words;
    const segments = [pick(random, place), pick(random, environment), pick(random, service), host];
    const bucket = [...segments, pick(random, part), pick(random, metric)].join(".");
    values.set(seriesName(kind, bucket), one[kind]!);
  }
  return packValues(values);
}

function drawTyped(random: Random): string {
  const { environment, service, part, metric } = words;
  const lists = [environment, service, part, metric];
  const length = 1 + Math.floor(random() * 3);
  return Array.from({ length }, () => {
    const word = pick(random, pick(random, lists));
    if (random() < 0.4) return word.slice(0, Math.max(2, Math.floor(word.length * random())));
    const at = Math.floor(word.length * random());
    return random() < 0.3 ? `${word.slice(0, at)}x${word.slice(at + 1)}` : word;
  }).join(" ");
}

function drawGlob(random: Random): string {
  const { place, environment, service, part, metric } = words;
  const host = `web${Math.floor(random() * 40)}`;
  return pick(random, [
    `${pick(random, place)}.${pick(random, environment)}.${pick(random, service)}.*.${pick(random, part)}.*`,
    `*.*.${pick(random, service)}.${host}.*.${pick(random, metric)}`,
    `*.prod.{${pick(random, service)},${pick(random, service)}}.web?.${pick(random, part)}.errors`,
    `**.${pick(random, metric)}`,
    `eu.**.${pick(random, part)}.${pick(random, metric)}`,
    `*.*.*.${host}.db.*`,
    `us.canary.${pick(random, service)}.web[1-3]*.*.latency`,
  ]);
}

function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!;
}
