import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { compileGlob } from "@/lib/metric/glob";
import { bucketOf, type SeriesName } from "@/lib/metric/series";
import { compileTags } from "@/lib/metric/tag-query";
import { createNameTable, type NameTable } from "./names";

const minute = 60_000;

function tableOf(series: readonly SeriesName[]): NameTable {
  const names = createNameTable(100_000);
  series.forEach((each, i) => names.note(each, i * minute, i * minute));
  return names;
}

const sorted = (found: readonly { series: SeriesName }[]) => found.map(({ series }) => series).sort();

const segment = fc.constantFrom("a", "b", "ab", "ba", "", "a-b", "constructor");
const bucket = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.subarray(["env=prod", "v=1.2", "bare"]))
  .map(([segments, tags]) => [segments.join("."), ...tags].join(";"));
const series = fc
  .tuple(fc.constantFrom("counters", "timers"), bucket)
  .map(([kind, name]) => `${kind}:${name}` as SeriesName);
const manySeries = fc.uniqueArray(series, { maxLength: 40 });
const globPiece = fc.constantFrom(
  ..."a b ab . . * ** ? [ab] [!a] [+-9] { } , {a,b} {a.b,c} {a.,} ; ;env=* ;* -".split(" "),
);
const glob = fc.array(globPiece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(""));

describe("a name table", () => {
  it("finds by a glob exactly the names that match it, whatever came and went", () => {
    fc.assert(
      fc.property(manySeries, fc.array(series, { maxLength: 20 }), glob, (come, go, pattern) => {
        const names = tableOf(come.slice(3));
        names.find("*");
        for (const each of come.slice(0, 3)) names.note(each, 0, 0);
        expect(names.find("**").map((info) => info.series)).toEqual([...come.slice(3), ...come.slice(0, 3)]);
        for (const each of go) names.drop(each);
        const kept = come.filter((each) => !go.includes(each));
        const expected = kept.filter((each) => compileGlob(pattern).test(bucketOf(each)));
        expect({ pattern, found: sorted(names.find(pattern)) }).toEqual({ pattern, found: expected.sort() });
        expect(sorted(names.find("**"))).toEqual(kept.sort());
      }),
      { numRuns: 3_000 },
    );
  });

  it("finds by tags exactly the series that all expressions hold for", () => {
    const expression = fc.constantFrom(
      ..."name=a name=a.* name=~a name!=b env=prod env!=prod env=* env!=* v=~1 v!=~1 bare=true env=".split(
        " ",
      ),
    );
    fc.assert(
      fc.property(manySeries, series, fc.array(expression, { maxLength: 3 }), (come, gone, more) => {
        const names = tableOf(come);
        names.findByTags(["name=a"]);
        names.drop(gone);
        for (const first of ["name=~.", "env=prod"]) {
          const query = compileTags([...more, first]);
          const expected = come.filter((each) => each !== gone && query.test(bucketOf(each)));
          expect(sorted(names.findByTags([...more, first]))).toEqual(expected.sort());
        }
      }),
    );
  });

  it("gives the same info while a series is known, with the time it was last seen", () => {
    const names = tableOf(["counters:a"]);
    const [before] = names.find("a");
    names.admit("counters:a", 5 * minute);
    expect(names.find("*")[0]).toBe(before);
    expect(before!.lastSeenMs).toBe(5 * minute);
  });

  it("drops and names the series that nobody sent since, and takes them in anew", () => {
    const names = tableOf(["counters:old.a", "timers:old.a;env=prod", "counters:new.a"]);
    names.note("counters:old.a", 0, 9 * minute);
    expect(names.expire(2 * minute)).toEqual(["timers:old.a;env=prod"]);
    expect(names.expire(2 * minute)).toEqual([]);
    expect(sorted(names.find("**"))).toEqual(["counters:new.a", "counters:old.a"]);
    expect(names.findByTags(["env=prod"])).toEqual([]);
    expect(names.admit("timers:old.a;env=prod", 10 * minute)?.isNew).toBe(true);
    expect(names.find("old.*")).toHaveLength(2);
    expect(names.counts().series).toBe(3);
  });

  it("finds the same where so many names may match that it reads them all", () => {
    const words = ["a", "b", "ab"];
    const many = Array.from(
      { length: 6_000 },
      (_, i): SeriesName => `counters:${words[i % 3]}.${i}.${words[i % 2]}`,
    );
    const names = tableOf(many);
    for (const pattern of ["**.b", "a.**", "*.*.a", "*.5*.*b", "**5**", "a**b", "{a,b}.*.ab"]) {
      const expected = many.filter((each) => compileGlob(pattern).test(bucketOf(each)));
      expect({ pattern, found: sorted(names.find(pattern)) }).toEqual({ pattern, found: expected.sort() });
    }
  });

  it("is as quick with a flush of known names as without an index", () => {
    const many = Array.from({ length: 10_000 }, (_, i): SeriesName => `counters:servers.web${i}.cpu`);
    const names = tableOf(many);
    const rounds = Array.from({ length: 9 }, (_, round) => {
      const started = performance.now();
      for (const each of many) names.admit(each, round);
      return performance.now() - started;
    });
    // The figure is 1 ms; a machine busy with other tests may take some more.
    expect(Math.min(...rounds)).toBeLessThan(8);
  });
});

describe("the tree of names", () => {
  let names: NameTable;
  beforeEach(() => {
    names = tableOf([
      "counters:api.hits",
      "counters:api.hits;env=prod",
      "timers:api.hits.slow",
      "gauges:api",
      "counters:db.size",
    ]);
  });
  const children = (name: string | null) =>
    names.children(name).sort((a, b) => (a.segment < b.segment ? -1 : 1));

  it("has at each place what is below it, the kinds of the name itself, and the newest sample", () => {
    expect(children(null)).toEqual([
      {
        segment: "api",
        name: "api",
        series: 4,
        kinds: ["gauges"],
        tagged: 0,
        hasChildren: true,
        lastSeenMs: 3 * minute,
      },
      {
        segment: "db",
        name: "db",
        series: 1,
        kinds: [],
        tagged: 0,
        hasChildren: true,
        lastSeenMs: 4 * minute,
      },
    ]);
    expect(children("api")).toMatchObject([
      { segment: "hits", name: "api.hits", series: 3, kinds: ["counters"], tagged: 1, hasChildren: true },
    ]);
    expect(children("api.hits.slow")).toEqual([]);
    expect(children("nobody.knows")).toEqual([]);
    expect(children("__proto__")).toEqual([]);
  });

  it("names at each place the newest sample below it, whatever came, was seen again and went", () => {
    const time = fc.nat(5).map((minutes) => minutes * minute);
    const times = fc.array(time, { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(manySeries, fc.array(series, { maxLength: 20 }), times, times, (come, go, first, again) => {
        const table = createNameTable(1_000);
        table.children(null);
        come.forEach((each, i) => table.note(each, 0, first[i]!));
        come.forEach((each, i) => i % 2 && table.admit(each, again[i]!));
        for (const each of go) table.drop(each);
        for (const child of [...table.children(null), ...table.children("a"), ...table.children("a.b")]) {
          const below = come.flatMap((each, i) => {
            const name = bucketOf(each).split(";")[0]!;
            const isBelow = name === child.name || name.startsWith(`${child.name}.`);
            return isBelow && !go.includes(each) ? [Math.max(first[i]!, i % 2 ? again[i]! : 0)] : [];
          });
          expect(child).toMatchObject({ series: below.length, lastSeenMs: Math.max(...below) });
        }
      }),
      { numRuns: 500 },
    );
  });

  it("holds the newest sample below many series for ten seconds", () => {
    const many = Array.from({ length: 300 }, (_, i): SeriesName => `counters:big.n${i}`);
    const table = createNameTable(1_000);
    for (const each of many) table.note(each, 0, minute);
    const newest = () => table.children(null)[0]!.lastSeenMs;
    expect(newest()).toBe(minute);
    table.admit("counters:big.n7", minute + 9_000);
    expect(newest()).toBe(minute);
    table.admit("counters:big.n8", minute + 10_000);
    expect(newest()).toBe(minute + 10_000);
    table.admit("counters:big.fresh", minute + 12_000);
    expect(newest()).toBe(minute + 12_000);
    table.drop("counters:big.fresh");
    expect(newest()).toBe(minute + 10_000);
  });

  it("loses places with their last series", () => {
    names.drop("counters:db.size");
    names.drop("timers:api.hits.slow");
    names.drop("timers:never.there");
    expect(children(null)).toMatchObject([{ name: "api", series: 3 }]);
    expect(children("api")).toMatchObject([{ name: "api.hits", hasChildren: false }]);
  });
});
