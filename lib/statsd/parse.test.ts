import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Sample } from "@/lib/metric/sample";
import { type BadReason, parseLines } from "./parse";

describe("lines as the reference reads them", () => {
  it.each<[string, ...Sample[]]>([
    ["hits:1|c", count("hits", 1)],
    ["hits:-2.5|c", count("hits", -2.5)],
    ["hits:0x10|c", count("hits", 16)],
    ["hits:1e3|c", count("hits", 1_000)],
    ["hits: 3 |c", count("hits", 3)],
    ["hits:1|c|@0.1", count("hits", 1, 0.1)],
    ["hits:1|m", count("hits", 1)],
    ["hits:1|c\r", count("hits", 1)],
    ["load:2|g", gauge("load", 2)],
    ["load:+2|g", gauge("load", 2, true)],
    ["load:-2|g", gauge("load", -2, true)],
    ["load:2|g|@0.1", gauge("load", 2)],
    ["login:320|ms", timer("login", 320)],
    ["login:320|ms|@0.1", timer("login", 320, 0.1)],
    ["users:alice|s", member("users", "alice")],
    ["users:|s", member("users", "")],
    ["foo:1|c:5|ms:7|g", count("foo", 1), timer("foo", 5), gauge("foo", 7)],
    ["a:1|c\n\nb:2|c\n", count("a", 1), count("b", 2)],
    // Python's client sends a negative gauge so.
    ["g:0|g\ng:-5|g", gauge("g", 0), gauge("g", -5, true)],
  ])("%j", (text, ...samples) => {
    expect(parse(text)).toEqual({ samples, bad: [] });
  });
});

describe("names", () => {
  it.each([
    ["api hits:1|c", "api_hits"],
    ["api \t hits:1|c", "api_hits"],
    ["api/hits:1|c", "api-hits"],
    ["<script>alert(1)</script>:1|c", "scriptalert1-script"],
    ["näme:1|c", "nme"],
    ["__proto__:1|c", "__proto__"],
    ["constructor:1|c", "constructor"],
    ["toString:1|c", "toString"],
    ["hits;b=2;a=1:1|c", "hits;a=1;b=2"],
    ["hits;a-b=2;a=1:1|c", "hits;a=1;a-b=2"],
    ["hits:1|c|#env:prod,bare", "hits;bare;env=prod"],
    ["hits:1|c|@0.5|#env:prod", "hits;env=prod"],
    ["hits:1|c|#url:http://x;y,,", "hits;url=http_--x_y"],
    ["hits;z=1:1|c|#a:2,a:2", "hits;a=2;z=1"],
    ["hits:1|c|#:nothing, spaced:v", "hits;spaced=v"],
    ["hits:1|c|#env:prod|c:container", "hits;env=prod"],
  ])("%j counts into %j", (line, bucket) => {
    expect(parse(line)).toMatchObject({ samples: [{ bucket }], bad: [] });
  });

  it.each([":1|c", "ü:1|c", ";a=1:1|c", "<>:1|c", `${"n".repeat(1_001)}:1|c`])("%j has none", (line) => {
    expect(parse(line)).toEqual({ samples: [], bad: ["no name"] });
  });
});

describe("DogStatsD", () => {
  it("counts histograms and distributions as timers, below zero too", () => {
    expect(parse("size:-1|h\nsize:2|d|@0.5").samples).toEqual([timer("size", -1), timer("size", 2, 0.5)]);
  });

  it("reads a sample rate behind the tags as a rate, where the reference makes it part of a tag", () => {
    expect(parse("foo:1|c|#a:b|@0.5").samples).toEqual([count("foo;a=b", 1, 0.5)]);
  });
});

describe("bad lines are counted, with a reason", () => {
  it.each<[string, ...BadReason[]]>([
    ["hits", "no value"],
    ["hits:", "no type"],
    ["hits:1", "no type"],
    // The reference counts any unknown type as a counter: a typing error would draw a wrong line in silence.
    ["hits:1|", "unknown type"],
    ["hits:1|x", "unknown type"],
    ["hits:1|C", "unknown type"],
    ["hits:1|constructor", "unknown type"],
    ["hits:|c", "not a number"],
    ["hits: |c", "not a number"],
    ["hits:abc|c", "not a number"],
    ["hits:NaN|g", "not a number"],
    ["hits:Infinity|c", "not a number"],
    ["hits:-Infinity|g", "not a number"],
    ["hits:1e999|c", "not a number"],
    ["hits:1e300|c", "out of range"],
    ["login:-1|ms", "negative time"],
    ["hits:1|c|0.1", "bad sample rate"],
    ["hits:1|c|@", "bad sample rate"],
    ["hits:1|c|", "bad sample rate"],
    ["hits:1|c|@-0.1", "bad sample rate"],
    ["hits:1|c|@0", "bad sample rate"],
    ["hits:1|c|@2", "bad sample rate"],
    ["hits:1|c|@1e-300", "bad sample rate"],
    ["hits:1|c|@x", "bad sample rate"],
    ["hits:1:2|x", "no type", "unknown type"],
    ["x".repeat(65_537), "too long"],
  ])("%.20j", (line, ...reasons) => {
    expect(parse(line)).toEqual({ samples: [], bad: reasons });
  });

  it("and do not stop the other values of their line", () => {
    expect(parse("foo:666:777|g")).toEqual({ samples: [gauge("foo", 777)], bad: ["no type"] });
    expect(parse("foo:x|c:2|c")).toEqual({ samples: [count("foo", 2)], bad: ["not a number"] });
  });
});

describe("faults of the reference", () => {
  it.each<[string, Sample | BadReason]>([
    ["foo:1|c|@Infinity", "bad sample rate"],
    ["foo:1|c|@+0.5", count("foo", 1, 0.5)],
    ["foo:1|c|@1e-1", count("foo", 1, 0.1)],
    ["foo:1|c|@2e-1", count("foo", 1, 0.2)],
    ["foo:1|c|@0", "bad sample rate"],
    ["toString:1|ms", timer("toString", 1)],
    ["toString:1|s", member("toString", "1")],
  ])("%s", (line, expected) => {
    const bad = typeof expected === "string";
    expect(parse(line)).toEqual({ samples: bad ? [] : [expected], bad: bad ? [expected] : [] });
  });
});

it("reads any bytes without throwing, into finite values and clean names", () => {
  const piece = fc.constantFrom(
    ":",
    "|",
    "\n",
    "#",
    "@",
    ";",
    "=",
    ",",
    "c",
    "ms",
    "g",
    "s",
    "1",
    "-",
    "0.5",
    "e9",
  );
  const noise = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString());
  const almost = fc
    .array(fc.oneof(piece, piece, piece, fc.string({ maxLength: 3 })))
    .map((all) => all.join(""));
  fc.assert(
    fc.property(fc.oneof(noise, almost), (text) => {
      for (const sample of parse(text).samples) {
        expect(sample.bucket).toMatch(/^[a-zA-Z_\-0-9.=]+(;[a-zA-Z_\-0-9.=]+)*$/);
        if ("value" in sample) expect(Number.isFinite(sample.value)).toBe(true);
        if ("sampleRate" in sample) expect(Number.isFinite(sample.value / sample.sampleRate)).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});

function parse(text: string): { samples: Sample[]; bad: BadReason[] } {
  const samples: Sample[] = [];
  const bad: BadReason[] = [];
  parseLines(text, {
    sample: (sample) => samples.push(sample),
    bad: (_line, reason) => bad.push(reason),
  });
  return { samples, bad };
}

function count(bucket: string, value: number, sampleRate = 1): Sample {
  return { kind: "counters", bucket, value, sampleRate };
}

function gauge(bucket: string, value: number, delta = false): Sample {
  return { kind: "gauges", bucket, value, delta };
}

function timer(bucket: string, value: number, sampleRate = 1): Sample {
  return { kind: "timers", bucket, value, sampleRate };
}

function member(bucket: string, text: string): Sample {
  return { kind: "sets", bucket, member: text };
}
