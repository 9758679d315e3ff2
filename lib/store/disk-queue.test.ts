import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openDiskQueue } from "./disk-queue";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "statboard-queue-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it("is a queue that survives closing, and being cut anywhere behind its last whole record", () => {
  const step = fc.oneof(
    { arbitrary: fc.record({ push: fc.string({ maxLength: 40 }) }), weight: 3 },
    { arbitrary: fc.constant("shift" as const), weight: 2 },
    { arbitrary: fc.record({ reopenWith: fc.nat(200) }), weight: 1 },
  );
  let files = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const path = join(dir, `${++files}`);
      let queue = openDiskQueue<string>(path);
      const model: string[] = [];
      for (const each of steps) {
        if (each === "shift") {
          queue.shift();
          model.shift();
        } else if ("push" in each) {
          queue.push(each.push);
          model.push(each.push);
        } else {
          queue.close();
          // What a write that was cut short leaves: the beginning of a record.
          const torn = Buffer.alloc(9 + 40);
          torn.writeUInt32BE(200, 1);
          appendFileSync(path, torn.subarray(0, each.reopenWith % 49));
          queue = openDiskQueue(path);
        }
        expect([queue.size(), queue.first()]).toEqual([model.length, model[0] ?? null]);
      }
      queue.remove();
    }),
    { numRuns: 60 },
  );
});

it("loses only the record that was cut or damaged", () => {
  const path = join(dir, "q");
  const queue = openDiskQueue<string>(path);
  const ends = ["one", "two", "three"].map((record) => {
    queue.push(record);
    return queue.bytes();
  });
  queue.close();
  const whole = readFileSync(path);
  truncateSync(path, whole.length - 1);
  const cut = openDiskQueue<string>(path);
  expect([cut.size(), cut.bytes()]).toEqual([2, ends[1]]);
  cut.push("four");
  cut.close();
  const again = readFileSync(path);
  again[ends[0]! - 1]! ^= 1;
  writeFileSync(path, again);
  const damaged = openDiskQueue<string>(path);
  const left = [];
  for (let record = damaged.first(); record; record = damaged.first()) {
    left.push(record);
    damaged.shift();
  }
  expect([left, damaged.damaged(), damaged.size()]).toEqual([["two", "four"], 1, 0]);
  damaged.remove();
});
