import { expect, it } from "vitest";
import type { Kind, SeriesInfo } from "@/lib/metric/series";
import { searchBuckets } from "./search";

function infoOf(bucket: string, kind: Kind = "counters"): SeriesInfo {
  return { series: `${kind}:${bucket}`, kind, bucket, firstSeenMs: 0, lastSeenMs: 0 };
}

const infos = [
  infoOf("web.hits"),
  infoOf("checkout.latency", "timers"),
  infoOf("checkout.errors"),
  infoOf("api.login.duration", "timers"),
  infoOf("db.connections", "gauges"),
  infoOf("constructor"),
  infoOf("hits"),
];
const search = (words: string, kind: Kind | null = null) =>
  searchBuckets(infos, words, kind).map((info) => info.bucket);

it.each([
  ["latency", "checkout.latency"],
  ["latensy", "checkout.latency"],
  ["chekout err", "checkout.errors"],
  ["duration api", "api.login.duration"],
  ["chk lat", "checkout.latency"],
  ["LOGIN", "api.login.duration"],
  ["conections", "db.connections"],
  ["constructor", "constructor"],
  ["hits", "hits"],
])("%s finds %s first", (words, bucket) => expect(search(words)[0]).toBe(bucket));

it("finds every name with one letter of a word typed wrong", () => {
  for (const { bucket } of infos)
    for (let i = 0; i < bucket.length; i++) {
      if (/[^a-z]/.test(bucket[i]!)) continue;
      // In a word of two letters a wrong one is another word.
      if (bucket.split(".").some((word) => word.length < 3)) continue;
      const typo = `${bucket.slice(0, i)}${bucket[i] === "q" ? "z" : "q"}${bucket.slice(i + 1)}`;
      expect({ typo, found: search(typo).includes(bucket) }).toEqual({ typo, found: true });
    }
});

it("lists all names without words, of one kind when asked, and none for nonsense", () => {
  expect(search("")).toHaveLength(infos.length);
  expect(search("  ", "timers")).toEqual(["api.login.duration", "checkout.latency"]);
  expect(search("checkout", "timers")).toEqual(["checkout.latency"]);
  expect(search("xyzzy plugh")).toEqual([]);
  expect(search("(.*")).toEqual(expect.any(Array));
});
