import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SeriesName } from "./series";
import { compileTags } from "./tag-query";
import { listTagNames, listTagValues, nameOf, tagsOf, valuesOf } from "./tags";

const buckets = [
  "api.hits",
  "api.hits;dc=a1;env=prod;host=web1.example.com",
  "api.hits;dc=b1;env=prod;host=web2.example.com",
  "api.errors;env=staging;urgent",
  "db.size;dc=a2;env=",
  "db.size;team=a;team=b",
];
const find = (...expressions: string[]) => {
  const query = compileTags(expressions);
  return buckets.flatMap((bucket, i) => (query.test(bucket) ? [i] : []));
};

describe("tag expressions", () => {
  it.each([
    [["name=api.hits"], [0, 1, 2]],
    [["name=api.*"], [0, 1, 2, 3]],
    [["name=~api"], [0, 1, 2, 3]],
    [["name=~pi"], []],
    [["name=~.*size|nothing"], [4, 5]],
    [["env=prod"], [1, 2]],
    [
      ["name=~.", "env!=prod"],
      [0, 3, 4, 5],
    ],
    [
      ["name=~.", "env="],
      [0, 4, 5],
    ],
    [["env!="], [1, 2, 3]],
    [["env=*"], [1, 2, 3]],
    [
      ["name=~.", "env!=*"],
      [0, 4, 5],
    ],
    [["env=prod", "dc=~^a.*", "dc!=~b"], [1]],
    [
      ["env=prod", "dc=~a|b"],
      [1, 2],
    ],
    [["env=prod", "host=web1*"], [1]],
    [
      ["env=prod", "host={web1,web2}.example.com"],
      [1, 2],
    ],
    [["urgent=true"], [3]],
    [["team=b"], [5]],
    [["name=db.size", "team!=b"], [4]],
    [["constructor=x"], []],
  ])("%j finds %j", (expressions, expected) => expect(find(...expressions)).toEqual(expected));

  it.each([
    [["env"], '"env" is none of'],
    [["=a"], "is none of"],
    [["env=a;b"], "is none of"],
    [["env=~("], "no regular expression: error parsing regexp: missing closing )"],
    [["env=~a)|(b"], "no regular expression"],
    [["env=~(?=a)"], "no regular expression"],
    [["env=~(x{1000}){1000}"], "no regular expression"],
    [["env!=prod"], "at least one"],
    [["env=~.*"], "at least one"],
    [[], "at least one"],
    [Array.from({ length: 51 }, () => "a=b"), "at most 50"],
    [[`a=${"b".repeat(1_000)}`], "at most 1000 characters"],
  ])("%j is an error that says why", (expressions, message) =>
    expect(() => compileTags(expressions)).toThrow(message),
  );

  it("compiles or refuses any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."abn=!~*.([{|)^$\\;") }), (text) => {
        try {
          compileTags(["name=a", text]).test("a;b=a");
        } catch (error) {
          expect((error as Error).message).not.toBe("");
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("never hangs on a catastrophic pattern", () => {
    const evil = `x;a=${"a".repeat(60)}!`;
    const query = compileTags(["a=~(a+)+$|(.*a){20}b"]);
    const started = performance.now();
    for (let i = 0; i < 50_000; i++) expect(query.test(evil)).toBe(false);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe("tags", () => {
  const series = buckets.map((bucket): SeriesName => `counters:${bucket}`);

  it("are read from a name in order, a bare one as true", () => {
    expect(nameOf("a.b;c=d")).toBe("a.b");
    expect(tagsOf("a.b;c=d=e;bare")).toEqual([
      ["c", "d=e"],
      ["bare", "true"],
    ]);
    expect(tagsOf("a.b")).toEqual([]);
  });

  it("are looked up by their whole name", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab=;") }), (text) => {
        const bucket = `n;${text}`;
        for (const tag of ["a", "b", "ab"]) {
          const expected = tagsOf(bucket).flatMap(([name, value]) => (name === tag ? [value] : []));
          expect({ bucket, values: valuesOf(bucket, tag) }).toEqual({ bucket, values: expected });
        }
      }),
      { numRuns: 1_000 },
    );
    expect(valuesOf("n;a=1", "name")).toEqual(["n"]);
  });

  it("are listed for completion by prefix, sorted and bounded", () => {
    const all = { prefix: "", limit: 100 };
    expect(listTagNames(series, all)).toEqual(["dc", "env", "host", "name", "team", "urgent"]);
    expect(listTagNames(series, { prefix: "d", limit: 100 })).toEqual(["dc"]);
    expect(listTagNames(series, { prefix: "", limit: 2 }, new Set(["dc"]))).toEqual(["env", "host"]);
    expect(listTagValues(series, "dc", all).map(({ value }) => value)).toEqual(["a1", "a2", "b1"]);
    expect(listTagValues(series, "name", { prefix: "api.h", limit: 9 })).toEqual([
      { value: "api.hits", count: 3 },
    ]);
  });
});
