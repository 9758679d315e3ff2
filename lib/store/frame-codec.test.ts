import fc from "fast-check";
import { expect, it } from "vitest";
import { packValues } from "@/lib/metric/packed-values";
import { kinds } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import { type FrameHead, decodeHead, encodeFrames } from "./frame-codec";
import { toEntry, valueIn } from "./frame-log";

const number = fc.double({ noNaN: true });
const time = fc.nat({ max: 2 ** 31 });
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.record({ kind: fc.constant("counters" as const), sum: number }),
  fc.record({
    kind: fc.constant("gauges" as const),
    set: fc.option(fc.record({ value: number, atMs: time })),
    delta: number,
    deltaAtMs: fc.option(time),
    carried: fc.option(number),
    min: number,
    max: number,
  }),
  fc.record({
    kind: fc.constant("timers" as const),
    count: number,
    sum: number,
    sumOfSquares: number,
    min: number,
    max: number,
    sketch: fc
      .array(fc.tuple(fc.integer({ min: -90_000, max: 90_000 }), fc.oneof(fc.nat(), number)))
      .map((bins) => new Map(bins)),
  }),
  fc.record({
    kind: fc.constant("sets" as const),
    members: fc.oneof(
      fc.record({ hashes: fc.array(fc.maxSafeNat(), { maxLength: 256 }).map((hashes) => new Set(hashes)) }),
      fc.record({ registers: fc.uint8Array({ minLength: 4_096, maxLength: 4_096 }) }),
    ),
  }),
);
const head = fc.record({
  startMs: fc.nat({ max: 2 ** 31 }).map((seconds) => seconds * 1_000),
  stepMs: fc.integer({ min: 1, max: 86_400_000 }),
  writer: fc.string({ maxLength: 30 }),
  sequence: fc.nat({ max: 2 ** 31 }),
});

it("finds every value of a frame again, and none that is not in it", () => {
  fc.assert(
    fc.property(
      head,
      fc.dictionary(fc.nat({ max: 2 ** 31 }).map(String), value),
      fc.nat(),
      (first, byId, other) => {
        const values = Object.entries(byId).map(([id, each]): [number, Value] => [Number(id) * 65_536, each]);
        const [bytes] = encodeOne(first, values);
        expect(decodeHead(bytes!)).toEqual({ ...first, isEmpty: values.length === 0 });
        const entry = toEntry(bytes!, 1);
        for (const [id, each] of values) expect(valueIn(entry, each.kind, id)).toEqual(each);
        for (const kind of ["counters", "timers"] as const)
          expect(valueIn(entry, kind, other * 65_536 + 1)).toBeNull();
      },
    ),
  );
});

/** The frame of a flush whose series are all of one shard. */
function encodeOne(first: FrameHead, values: readonly [number, Value][]): Buffer[] {
  const packed = packValues(values.map(([id, each]) => [`${each.kind}:${id}`, each]));
  const byKind = kinds.map((kind) =>
    values
      .flatMap(([id, each], place) => (each.kind === kind ? [{ id, place }] : []))
      .sort((a, b) => a.id - b.id),
  );
  const ordered = byKind.flat();
  return encodeFrames(first, packed, {
    ids: Float64Array.from(ordered, ({ id }) => id),
    places: Int32Array.from(ordered, ({ place }) => place),
    starts: Int32Array.from([0, ...kinds.map((_, k) => byKind.slice(0, k + 1).flat().length)]),
  });
}

it("throws a RangeError for bytes that are no frame of this version", () => {
  expect(() => decodeHead(Buffer.from("hello"))).toThrow(RangeError);
  expect(() => decodeHead(Buffer.alloc(0))).toThrow(RangeError);
  expect(() => decodeHead(Buffer.from([1, 2]))).toThrow(RangeError);
});
