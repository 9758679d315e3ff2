import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Kind, SeriesInfo } from "@/lib/metric/series";
import { createBucketSearch } from "./search";

const nowMs = 1_000_000_000;
const alive = nowMs - 1_000;
const dead = nowMs - 3 * 86_400_000;

function infoOf(bucket: string, kind: Kind = "counters", lastSeenMs = alive): SeriesInfo {
  return { series: `${kind}:${bucket}`, kind, bucket, firstSeenMs: 0, lastSeenMs };
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

function searchIn(all: readonly SeriesInfo[]) {
  const search = createBucketSearch();
  return (words: string, kind: Kind | null = null) =>
    search.find(all, { words, kind, offset: 0, limit: 1_000, nowMs }).found.map((info) => info.bucket);
}
const search = searchIn(infos);

describe("a search", () => {
  it.each([
    ["latency", "checkout.latency"],
    ["latensy", "checkout.latency"],
    ["latecny", "checkout.latency"],
    ["chekout err", "checkout.errors"],
    ["checkout.lat", "checkout.latency"],
    ["duration api", "api.login.duration"],
    ["chk lat", "checkout.latency"],
    ["apilogin", "api.login.duration"],
    ["LOGIN", "api.login.duration"],
    ["conections", "db.connections"],
    ["onections", "db.connections"],
    ["constructor", "constructor"],
    ["hits", "hits"],
    ["out lat", "checkout.latency"],
  ])("for %s finds %s first", (words, bucket) => expect(search(words)[0]).toBe(bucket));

  it("finds every name with one letter of a word of three or more typed wrong, left out or doubled", () => {
    const word = fc.string({ unit: fc.constantFrom(..."abcdefghilmnorstu"), minLength: 3, maxLength: 9 });
    const bucket = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join("."));
    const mistakes = [
      (text: string, i: number) => `${text.slice(0, i)}z${text.slice(i + 1)}`,
      (text: string, i: number) => text.slice(0, i) + text.slice(i + 1),
      (text: string, i: number) => text.slice(0, i) + text[i] + text.slice(i),
      (text: string, i: number) => text.slice(0, i) + (text[i + 1] ?? "") + text[i] + text.slice(i + 2),
    ];
    fc.assert(
      fc.property(
        fc.uniqueArray(bucket, { minLength: 1, maxLength: 12 }),
        fc.nat(),
        fc.nat(),
        fc.constantFrom(...mistakes),
        (buckets, which, where, mistake) => {
          const name = buckets[which % buckets.length]!;
          const words = name.split(".");
          const place = where % words.length;
          const at = (where >>> 3) % words[place]!.length;
          const typed = words.with(place, mistake(words[place]!, at));
          // A word of three letters with one left out is a word of two, in which nothing may be wrong.
          fc.pre(typed[place]!.length >= 3);
          expect({ typed, found: searchIn(buckets.map((each) => infoOf(each)))(typed.join(" ")) }).toEqual({
            typed,
            found: expect.arrayContaining([name]),
          });
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("puts the name itself first, then names that begin so, then those with a part that begins so", () => {
    const names = ["x.log", "login", "log.rotate", "catalog", "a.login.b", "log", "dialog.log2", "a.xlogx"];
    expect(searchIn(names.map((name) => infoOf(name)))("log")).toEqual([
      "log",
      "login",
      "log.rotate",
      "dialog.log2",
      "x.log",
      "a.login.b",
      "catalog",
      "a.xlogx",
    ]);
  });

  it("counts the name with tags as the name itself, and words in the order typed more", () => {
    const names = ["a.login.api", "z.api.login", "api.login;env=prod", "api.login"];
    const find = searchIn(names.map((name) => infoOf(name)));
    expect(find("api.login").slice(0, 2)).toEqual(["api.login", "api.login;env=prod"]);
    expect(find("api login")).toEqual(["api.login", "z.api.login", "api.login;env=prod", "a.login.api"]);
    expect(find("api prod")).toEqual(["api.login;env=prod"]);
  });

  it("puts living series before dead ones of the same rank, and after better ones", () => {
    const find = searchIn([
      infoOf("api.a", "counters", dead),
      infoOf("api.z"),
      infoOf("x.api.y"),
      infoOf("api", "counters", dead),
    ]);
    expect(find("api")).toEqual(["api", "api.z", "api.a", "x.api.y"]);
    expect(find("")).toEqual(["api.z", "x.api.y", "api", "api.a"]);
  });

  it("shows names with a mistake only where few have what was typed", () => {
    const many = Array.from({ length: 20 }, (_, i) => infoOf(`card.n${i}`));
    expect(searchIn([...many, infoOf("cart")])("card")).not.toContain("cart");
    expect(searchIn([...many.slice(1), infoOf("cart")])("card")).toContain("cart");
  });

  it("lists all names without words, of one kind when asked, and none for nonsense", () => {
    expect(search("")).toEqual(infos.map(({ bucket }) => bucket).sort());
    expect(search("  ", "timers")).toEqual(["api.login.duration", "checkout.latency"]);
    expect(search("checkout", "timers")).toEqual(["checkout.latency"]);
    expect(search("xyzzy plugh")).toEqual([]);
    expect(search("(.*")).toEqual([]);
    expect(search("...")).toEqual([]);
    expect(search(".l")).toEqual(expect.arrayContaining(["checkout.latency", "api.login.duration"]));
  });

  it("gives any page of the whole list", () => {
    const whole = search("e");
    const find = createBucketSearch();
    for (let offset = 0; offset < whole.length + 2; offset += 2) {
      const { matched, found } = find.find(infos, { words: "e", kind: null, offset, limit: 2, nowMs });
      expect(matched).toBe(whole.length);
      expect(found.map((info) => info.bucket)).toEqual(whole.slice(offset, offset + 2));
    }
  });

  it("answers after names came and went as one that never knew others", () => {
    const bucket = fc.array(fc.constantFrom("api", "app", "log", "lag", "x1"), {
      minLength: 1,
      maxLength: 3,
    });
    const info = bucket.map((words) => infoOf(words.join(".")));
    const pool = fc.array(info, { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(
        pool,
        fc.array(fc.array(fc.nat(14), { maxLength: 15 }), { maxLength: 6 }),
        (known, states) => {
          const kept = createBucketSearch();
          for (const state of states) {
            const now = [...new Set(state.map((i) => known[i % known.length]!))];
            for (const words of ["", "api", "lxg", "ap log"]) {
              const query = { words, kind: null, offset: 0, limit: 100, nowMs };
              expect(kept.find(now, query)).toEqual(createBucketSearch().find(now, query));
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
