import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Backlog, openBacklogs } from "./backlog";
import { counter, flushOf } from "./contract.test-support";
import { createWriter } from "./writer";

let dir: string;
let warnings: string[];
beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), "statboard-backlog-")), "backlog");
  warnings = [];
});
afterEach(() => rmSync(join(dir, ".."), { recursive: true, force: true }));

const open = (limits: { maxBytes?: number; fileBytes?: number } = {}) =>
  openBacklogs({ dir, warn: (message) => void warnings.push(message), ...limits });
const flush = (sequence: number, writer = "w") =>
  flushOf(writer, sequence, sequence * 1_000, [["counters:hits", counter(sequence)]]);

function takeAll(backlog: Backlog): number[] {
  const taken: number[] = [];
  for (let each = backlog.first(); each; each = backlog.first()) {
    taken.push(each.sequence);
    backlog.shift();
  }
  return taken;
}

it("makes no folder before there is something to keep", () => {
  const { own, left } = open();
  expect([own.first(), left.first(), own.size(), existsSync(dir)]).toEqual([null, null, 0, false]);
});

it("gives flushes of an earlier run back whole and in order, what was taken never again", () => {
  const { own } = open({ fileBytes: 400 });
  for (let i = 3; i <= 12; i++) own.push(flush(i));
  expect(own.first()).toEqual(flush(3));
  own.shift();
  own.unshift([flush(1), flush(2)]);
  const { left } = open();
  expect(left.size()).toBe(11);
  expect(left.first()).toEqual(flush(1));
  expect(takeAll(left)).toEqual([1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(readdirSync(dir)).toEqual([]);
  expect(open().left.size()).toBe(0);
});

it("leaves the files of processes that are alive alone", () => {
  open().own.push(flush(1));
  const [name] = readdirSync(dir);
  const takeOver = (pid: number) => {
    const next = join(dir, name!.replace(/^\d+/, `${pid}`));
    rmSync(next, { force: true });
    symlinkSync(join(dir, name!), next);
    return next;
  };
  const living = takeOver(process.ppid);
  expect(open().left.size()).toBe(1);
  rmSync(living);
  takeOver(spawnSync(process.execPath, ["-e", ""]).pid);
  expect(open().left.size()).toBe(2);
});

it("drops the oldest when it is full, and says how many", () => {
  const { own } = open({ maxBytes: 2_000, fileBytes: 500 });
  for (let i = 1; i <= 40; i++) expect(own.push(flush(i))).toBe(true);
  const left = takeAll(own);
  expect(left.at(-1)).toBe(40);
  expect(left.length).toBeGreaterThan(5);
  expect(left.length + own.lost()).toBe(40);
  expect(warnings[0]).toMatch(/^the backlog is full: \d+ of its oldest flushes are dropped$/);
});

it.runIf(existsSync("/dev/full"))("says once that a full disk loses flushes, and goes on", () => {
  const { own } = open({ fileBytes: 1 });
  own.push(flush(1));
  const [name] = readdirSync(dir);
  const second = join(dir, name!.replace("000000001.", "000000002."));
  symlinkSync("/dev/full", second);
  expect([own.push(flush(2)), own.push(flush(3))]).toEqual([false, false]);
  expect(warnings).toEqual([
    expect.stringMatching(/^flushes are lost, the backlog cannot be written: ENOSPC/),
  ]);
  expect(takeAll(own)).toEqual([1]);
  rmSync(second, { force: true });
  expect(own.push(flush(4))).toBe(true);
  expect(takeAll(own)).toEqual([4]);
});

function createStore() {
  const stored: string[] = [];
  const store = {
    isAway: false,
    stored,
    async append({ writer, sequence }: { writer: string; sequence: number }) {
      if (store.isAway) throw new Error("away");
      stored.push(`${writer}${sequence}`);
    },
  };
  return store;
}
const quick = (_: number, done: () => void) => {
  const timer = setTimeout(done, 1);
  return () => clearTimeout(timer);
};
const writerOn = (store: ReturnType<typeof createStore>, maxBacklog = 2) =>
  createWriter(store, {
    warn: (message) => void warnings.push(message),
    disk: open(),
    wait: quick,
    maxBacklog,
  });

it("lets a writer keep more than memory holds, in order", async () => {
  const store = createStore();
  const writer = writerOn(store);
  store.isAway = true;
  for (let i = 1; i <= 7; i++) writer.push(flush(i));
  expect([writer.backlog(), readdirSync(dir).length]).toEqual([7, 1]);
  store.isAway = false;
  await vi.waitFor(() => expect(writer.backlog()).toBe(0));
  writer.push(flush(8));
  await writer.drain(1_000);
  expect(store.stored).toEqual(["w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8"]);
  expect(readdirSync(dir)).toEqual([]);
});

it("sends what an earlier run could not, under its own writer and numbers, behind what is new", async () => {
  const before = createStore();
  before.isAway = true;
  const first = writerOn(before);
  for (let i = 1; i <= 5; i++) first.push(flush(i, "old"));
  await expect(first.drain(10)).rejects.toThrow("5 flushes could not be stored");
  expect(first.keep()).toBe(5);
  const store = createStore();
  const second = writerOn(store);
  second.push(flush(1, "new"));
  await vi.waitFor(() => expect(second.backlog()).toBe(0));
  expect(store.stored.filter((each) => each.startsWith("old"))).toEqual([
    "old1",
    "old2",
    "old3",
    "old4",
    "old5",
  ]);
  expect(store.stored.indexOf("new1")).toBeLessThan(2);
  expect(before.stored).toEqual([]);
});
