import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SeriesName } from "@/lib/metric/series";
import { counter, flushOf, numbersOf } from "./contract.test-support";
import type { MetricStore } from "./port";
import { placeOf } from "./shards";
import { type BlockPart, type SealShelf, coverageId } from "./shelf";

interface Opened {
  metrics: MetricStore;
  seal(nowMs: number): Promise<void>;
}

interface Spoilable extends Opened {
  /** Changes what is stored behind the store's back; answers the store to go on with. */
  spoil(change: (shelf: Pick<SealShelf, "readFields" | "write">) => Promise<void>): Promise<Opened>;
}

const blockMs = 300_000;
const hourMs = 3_600_000;
const hits: SeriesName = "counters:hits";

/**
 * What every store does with a block that was damaged where it lies, in an hour that its own sealer leaves
 * alone. `open` gives an empty store whose clock is given.
 */
export function describeCorruption(
  name: string,
  startMs: number,
  open: (nowMs: number) => Promise<Spoilable>,
): void {
  describe(`a corrupt block (${name})`, () => {
    let first: Spoilable;
    let store: Opened;
    let neighbour: SeriesName;
    beforeEach(async () => {
      first = await open(startMs + hourMs);
      neighbour = neighbourOf(hits);
      for (let n = 0; n < 36; n++)
        await first.metrics.append(
          flushOf("a", n + 1, startMs + n * 100_000, [
            [hits, counter(n + 1)],
            [neighbour, counter(100)],
          ]),
        );
      // The last shard's hour is not due yet, nor is any ten minutes' block.
      await first.seal(startMs + hourMs - 1);
    });
    afterEach(() => store.metrics.close());

    const spoil = async (id: number, part: BlockPart, damage: (bytes: Uint8Array) => Uint8Array) => {
      store = await first.spoil(async (shelf) => {
        const block = { shard: placeOf(hits).shard, stepMs: 1_000, startMs: startMs + blockMs };
        const [[bytes] = []] = await shelf.readFields([{ ...block, part, ids: [id] }]);
        await shelf.write({
          ...block,
          fields: [{ id, scalars: damage(Uint8Array.from(bytes!)), rich: null }],
        });
      });
    };
    const read = async (series: SeriesName, stepMs: number) => {
      const range = { fromMs: startMs, untilMs: startMs + hourMs };
      const [columns] = await store.metrics.read([series], range, stepMs);
      return numbersOf(columns!).map((value) => value || 0);
    };
    const inBlocks = async (series: SeriesName) =>
      (await read(series, blockMs)).map((value, i) => [i, value] as const);

    it.each([
      ["a flipped bit", flip],
      ["a cut end", (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 2)],
      ["other bytes in its place", () => Uint8Array.from([255, 254, 1, 2, 3, 4, 5, 6, 7])],
      ["nothing in it", () => new Uint8Array(0)],
    ])("with %s is reported once by its name and left out; the rest is served", async (_, damage) => {
      await spoil(placeOf(hits).id, "scalars", damage);
      for (let times = 0; times < 2; times++) {
        expect(await inBlocks(hits)).toEqual(sums((i) => (i === 1 ? 0 : 9 * i + 6)));
        expect(await inBlocks(neighbour)).toEqual(sums(() => 300));
      }
      const { state, warnings } = store.metrics.health();
      expect(state).toBe("ok");
      expect(warnings).toEqual([
        expect.stringContaining(
          `shard ${placeOf(hits).shard}, step 1000 ms, block of ${new Date(startMs + blockMs).toISOString()}`,
        ),
      ]);
    });

    it("whose coverage is damaged keeps its values", async () => {
      await spoil(coverageId, "scalars", flip);
      expect(await inBlocks(neighbour)).toEqual(sums(() => 300));
      expect(store.metrics.health().warnings.length).toBe(1);
    });

    it("takes no late values, and does not stop others from taking theirs", async () => {
      await spoil(placeOf(hits).id, "scalars", flip);
      const late = (sequence: number, atMs: number) =>
        store.metrics.append(
          flushOf("late", sequence, atMs, [
            [hits, counter(1_000)],
            [neighbour, counter(7)],
          ]),
        );
      await late(1, startMs + blockMs);
      await late(2, startMs);
      await store.seal(startMs + hourMs - 1);
      expect((await inBlocks(hits)).slice(0, 2)).toEqual([
        [0, 1_006],
        [1, 0],
      ]);
      expect((await inBlocks(neighbour)).slice(0, 3)).toEqual([
        [0, 307],
        [1, 307],
        [2, 300],
      ]);
    });

    it("does not stop coarser blocks from being sealed", async () => {
      await spoil(placeOf(hits).id, "scalars", flip);
      await store.seal(startMs + 3 * hourMs);
      expect(await inBlocks(neighbour)).toEqual(sums(() => 300));
      expect(await inBlocks(hits)).toEqual(sums((i) => (i === 1 ? 0 : 9 * i + 6)));
    });
  });
}

function flip(bytes: Uint8Array): Uint8Array {
  const middle = bytes.length >> 1;
  return bytes.with(middle, bytes[middle]! ^ 0x10);
}

function sums(of: (block: number) => number): [number, number][] {
  return Array.from({ length: 12 }, (_, i) => [i, of(i)]);
}

/** Another series of the same shard. */
function neighbourOf(series: SeriesName): SeriesName {
  for (let i = 0; ; i++) {
    const other: SeriesName = `counters:other.${i}`;
    if (placeOf(other).shard === placeOf(series).shard) return other;
  }
}
