import { expect, it } from "vitest";
import { createQueue } from "./queue";

const chunk = (length: number) => new Uint8Array(length);

it("gives chunks in order, also to a reader who waits", async () => {
  const queue = createQueue({ maxChunks: 4, maxBytes: 100 });
  const first = queue.take();
  queue.push(chunk(1));
  queue.push(chunk(2));
  expect((await first)!.length).toBe(1);
  expect((await queue.take())!.length).toBe(2);
  const last = queue.take();
  queue.close();
  expect(await last).toBeNull();
});

it.each([
  ["chunks", { maxChunks: 2, maxBytes: 1_000 }, [1, 1, 1]],
  ["bytes", { maxChunks: 10, maxBytes: 10 }, [6, 5]],
])("closes above its number of %s, and drops what waited", async (_what, limits, lengths) => {
  const queue = createQueue(limits);
  expect(lengths.map((length) => queue.push(chunk(length)))).toEqual(
    lengths.map((_, i) => i < lengths.length - 1),
  );
  expect(queue.push(chunk(1))).toBe(false);
  expect(await queue.take()).toBeNull();
});

it("takes one chunk of any size, and again once it is gone", async () => {
  const queue = createQueue({ maxChunks: 2, maxBytes: 10 });
  expect(queue.push(chunk(50))).toBe(true);
  await queue.take();
  expect(queue.push(chunk(50))).toBe(true);
});

it("lets what is queued be read after it was closed", async () => {
  const queue = createQueue({ maxChunks: 2, maxBytes: 10 });
  queue.push(chunk(3));
  queue.close();
  expect((await queue.take())!.length).toBe(3);
  expect(await queue.take()).toBeNull();
});
