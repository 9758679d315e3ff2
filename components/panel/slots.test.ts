import fc from "fast-check";
import { expect, test } from "vitest";
import type { KeptSlot } from "@/lib/dashboard/dashboard";
import { assignSlots, hueCount, keepSlots, type Slots } from "./slots";

const anyBucket = fc.integer({ min: 0, max: 40 }).map((i) => `shop.bucket.${i}`);
/** Buckets that come and go, and reloads of the page, which forgets all but the link. */
const anyStory = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ add: anyBucket }) },
    { weight: 3, arbitrary: fc.record({ remove: fc.nat() }) },
    { weight: 1, arbitrary: fc.constant("reload" as const) },
  ),
  { maxLength: 60 },
);

interface Shown {
  buckets: string[];
  slots: Slots;
  kept: readonly KeptSlot[];
}

/** What one page shows, after the panel's buckets have changed to these. */
function show(before: Shown, buckets: string[]): Shown {
  const slots = assignSlots(buckets, [...before.slots, ...before.kept]);
  return { buckets, slots, kept: keepSlots(buckets, slots, before.kept, true) };
}

function eachMoment(story: typeof anyStory extends fc.Arbitrary<infer T> ? T : never) {
  const moments: [before: Shown, after: Shown][] = [];
  let shown: Shown = { buckets: [], slots: new Map(), kept: [] };
  for (const event of story) {
    const before = shown;
    if (event === "reload") shown = show({ ...shown, slots: new Map() }, shown.buckets);
    else if ("add" in event) shown = show(shown, [...new Set([...shown.buckets, event.add])]);
    else if (shown.buckets.length > 0)
      shown = show(shown, shown.buckets.toSpliced(event.remove % shown.buckets.length, 1));
    moments.push([before, shown]);
  }
  return moments;
}

test("whatever comes and goes, and over reloads, no colour that is seen becomes another one", () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      for (const [before, after] of eachMoment(story))
        for (const bucket of after.buckets)
          if (before.slots.has(bucket)) expect(after.slots.get(bucket)).toBe(before.slots.get(bucket));
    }),
    { numRuns: 2_000 },
  );
});

test("no two of a panel are alike, and the first eight have eight hues", () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      let most = 0;
      for (const [, { buckets, slots }] of eachMoment(story)) {
        expect(new Set(slots.values()).size).toBe(slots.size);
        expect(slots.size).toBe(Math.min(buckets.length, 2 * hueCount));
        most = Math.max(most, buckets.length);
        if (most <= hueCount) expect(Math.max(0, ...slots.values())).toBeLessThan(hueCount);
      }
    }),
  );
});

test("a bucket that meets no other of its hue has the same one on every panel", () => {
  const alone = assignSlots(["shop.orders"]).get("shop.orders")!;
  const others = Array.from({ length: 20 }, (_, i) => `bucket.${i}`).filter(
    (name) => assignSlots([name]).get(name) !== alone,
  );
  for (const other of others.slice(0, 7))
    expect(assignSlots([other, "shop.orders"]).get("shop.orders")).toBe(alone);
});

test("the order in which a link names its buckets is no matter", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 20 }), (buckets) => {
      expect(assignSlots([...buckets].reverse())).toEqual(assignSlots(buckets));
    }),
  );
});

test("a link keeps nothing that its buckets lead to by themselves, unless they may change by themselves", () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyBucket, { maxLength: 12 }), (buckets) => {
      const slots = assignSlots(buckets);
      expect(keepSlots(buckets, slots, [], true)).toEqual([]);
      const kept = keepSlots(buckets, slots, [], false);
      expect(assignSlots(buckets, kept)).toEqual(slots);
      expect(keepSlots(buckets, slots, kept, false)).toBe(kept);
      for (const [bucket, slot] of kept) expect(assignSlots([bucket]).get(bucket)).not.toBe(slot);
    }),
  );
});

test("a slot kept for a bucket that is away gives way to one that is there", () => {
  const [first, second] = collidingPair();
  const own = assignSlots([second]).get(second)!;
  const shown = show({ buckets: [], slots: new Map(), kept: [[first, own]] }, [second]);
  expect(shown.slots.get(second)).toBe(own);
  expect(show(shown, [second, first]).slots.get(second)).toBe(own);
});

function collidingPair(): [string, string] {
  const first = "bucket.0";
  const own = assignSlots([first]).get(first);
  const second = Array.from({ length: 50 }, (_, i) => `bucket.${i + 1}`).find(
    (name) => assignSlots([name]).get(name) === own,
  );
  return [first, second!];
}
