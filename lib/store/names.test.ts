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
        const names = tableOf(come);
        for (const each of go) names.drop(each);
        const kept = come.filter((each) => !go.includes(each));
        const expected = kept.filter((each) => compileGlob(pattern).test(bucketOf(each)));
        expect({ pattern, found: sorted(names.find(pattern)) }).toEqual({ pattern, found: expected.sort() });
        expect(names.find("**").map((info) => info.series)).toEqual(kept);
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

  it("is as quick with a flush of known names as without an index", () => {
    const many = Array.from({ length: 10_000 }, (_, i): SeriesName => `counters:servers.web${i}.cpu`);
    const names = tableOf(many);
    const rounds = Array.from({ length: 9 }, (_, round) => {
      const started = performance.now();
      for (const each of many) names.admit(each, round);
      return performance.now() - started;
    });
    // The figure is 1 ms; a machine busy with other tests may take some more.
    expect(Math.min(...rounds)).toBeLessThan(4);
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

  it("loses places with their last series", () => {
    names.drop("counters:db.size");
    names.drop("timers:api.hits.slow");
    names.drop("timers:never.there");
    expect(children(null)).toMatchObject([{ name: "api", series: 3 }]);
    expect(children("api")).toMatchObject([{ name: "api.hits", hasChildren: false }]);
  });
});
