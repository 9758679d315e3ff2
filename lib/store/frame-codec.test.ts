import fc from "fast-check";
import { expect, it } from "vitest";
import { type Kind, kinds } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import { type FrameColumn, decodeHead, encodeFrame } from "./frame-codec";
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
        const bytes = encodeFrame(
          first,
          kinds.map((kind) => columnOf(values, kind)),
        );
        expect(decodeHead(bytes)).toEqual({ ...first, isEmpty: values.length === 0 });
        const entry = toEntry(bytes, 1);
        for (const [id, each] of values) expect(valueIn(entry, each.kind, id)).toEqual(each);
        for (const kind of ["counters", "timers"] as const)
          expect(valueIn(entry, kind, other * 65_536 + 1)).toBeNull();
      },
    ),
  );
});

function columnOf(values: readonly [number, Value][], kind: Kind): FrameColumn {
  const own = values.filter(([, each]) => each.kind === kind).sort((a, b) => a[0] - b[0]);
  return { ids: Float64Array.from(own, ([id]) => id), values: own.map(([, each]) => each) };
}

it("throws a RangeError for bytes that are no frame of this version", () => {
  expect(() => decodeHead(Buffer.from("hello"))).toThrow(RangeError);
  expect(() => decodeHead(Buffer.alloc(0))).toThrow(RangeError);
  expect(() => decodeHead(Buffer.from([1, 2]))).toThrow(RangeError);
});
