import { expect, it } from "vitest";
import { flushOf } from "./contract.test-support";
import { createWriter } from "./writer";

function setUp(maxBacklog?: number) {
  const stored: number[] = [];
  const warnings: string[] = [];
  const waits: (() => void)[] = [];
  const store = {
    isAway: false,
    async append({ sequence }: { sequence: number }) {
      if (store.isAway) throw new Error("away");
      stored.push(sequence);
    },
  };
  const writer = createWriter(store, {
    warn: (message) => void warnings.push(message),
    wait(_, done) {
      waits.push(done);
      return () => void waits.splice(waits.indexOf(done), 1);
    },
    ...(maxBacklog && { maxBacklog }),
  });
  const push = (...numbers: number[]) => {
    for (const each of numbers) writer.push(flushOf("w", each, each * 1_000, []));
  };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const runWaits = () => {
    for (const done of waits.splice(0)) done();
  };
  return { stored, warnings, store, writer, push, settle, runWaits };
}

it("keeps flushes in order while the store is away, and stores them when it is back", async () => {
  const { stored, warnings, store, writer, push, settle, runWaits } = setUp();
  push(1);
  await settle();
  store.isAway = true;
  push(2, 3);
  await settle();
  runWaits();
  await settle();
  expect([stored, writer.backlog(), warnings.length]).toEqual([[1], 2, 1]);
  store.isAway = false;
  push(4);
  runWaits();
  await settle();
  expect([stored, writer.backlog(), warnings.length]).toEqual([[1, 2, 3, 4], 0, 2]);
});

it("drops the oldest flushes above its bound, and says how many", async () => {
  const { stored, warnings, store, push, settle, runWaits } = setUp(3);
  store.isAway = true;
  push(1, 2, 3, 4, 5);
  await settle();
  store.isAway = false;
  runWaits();
  await settle();
  expect(stored).toEqual([3, 4, 5]);
  expect(warnings.at(-1)).toContain("2 were dropped");
});

it("drains: at once when all is stored, when the last one is, or not in time", async () => {
  const { store, writer, push, settle, runWaits } = setUp();
  await writer.drain(10);
  push(1);
  await writer.drain(10);
  expect(writer.backlog()).toBe(0);
  store.isAway = true;
  push(2);
  await settle();
  const drained = writer.drain(10);
  runWaits();
  await expect(drained).rejects.toThrow("1 flushes could not be stored in 10 ms");
});
