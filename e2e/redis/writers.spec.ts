import { type Farm, startFarm } from "../harness/farm";
import { queryPoints } from "../harness/query";
import { keepSending } from "../harness/send";
import { createStreamPage, type StreamPage } from "../harness/stream-page";
import { expect, test } from "../harness/test";

const target = "counters:web.hits";
const request = { target, rangeMs: 300_000, stepMs: null };
/** How long a step waits for a writer that holds a lease, and a wide margin for a busy machine. */
const waitMs = 250;
const marginMs = 750;

let farm: Farm;
let page: StreamPage;
let stopSending: () => void;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  farm = await startFarm({ webs: 2, writers: 3 });
});
test.beforeEach(async () => {
  const stops = farm.writers.map(({ statsd }) => keepSending(statsd, "web.hits:1|c"));
  stopSending = () => stops.forEach((stop) => stop());
  page = createStreamPage([request]);
  await page.connect(farm.webs[0]!.url);
});
test.afterEach(() => {
  page.leave();
  stopSending();
});
test.afterAll(() => farm.remove());

test("a step holds what all three writers took in, and comes in order and once", async () => {
  await passSteps(5);
  const flushes = page.flushes();
  expect(flushes.map(({ endMs }) => endMs)).toEqual(consecutive(flushes[0]!.endMs, flushes.length));
  await expectWhole();
  // Thirty packets a second from three writers: with one of them missing there would be twenty.
  for (const [, value] of heldPoints().slice(-3)) expect(value).toBeGreaterThan(22);
  report("three writers", delaysOf(flushes));
});

test("a writer killed by SIGKILL delays no step by more than a step waits for it", async () => {
  await passSteps(3);
  const before = delaysOf(page.flushes());
  await farm.writers[2]!.kill();
  const first = page.flushes().length;
  await passSteps(9);
  const after = page.flushes().slice(first);
  expect(after.map(({ endMs }) => endMs)).toEqual(consecutive(after[0]!.endMs, after.length));
  const delays = delaysOf(after);
  report("before the kill", before);
  report("while its lease lasts", delays.slice(0, 4));
  report("after its lease", delays.slice(-2));
  expect(Math.max(...delays)).toBeLessThan(Math.max(...before) + waitMs + marginMs);
  // Its lease is over: nobody waits for it.
  expect(Math.min(...delays.slice(-2))).toBeLessThan(waitMs);
  await expectWhole();
  await farm.writers[2]!.start();
});

test("what a writer that stood still delivers afterwards arrives as a correction", async () => {
  await passSteps(3);
  const [, , slow] = farm.writers;
  slow!.pause();
  const stoppedMs = Date.now();
  const first = page.flushes().length;
  await passSteps(4);
  expect(page.flushes().length).toBeGreaterThanOrEqual(first + 4);
  const correctedBefore = page.corrected().length;
  slow!.proceed();
  await expect
    .poll(
      () =>
        page
          .corrected()
          .slice(correctedBefore)
          .filter((ms) => ms >= stoppedMs - 2_000).length,
    )
    .toBeGreaterThan(0);
  await passSteps(3);
  await expectWhole();
});

test("a page that goes from one web process to the other loses nothing", async () => {
  await passSteps(3);
  const fromMs = page.endMs();
  await page.connect(farm.webs[1]!.url);
  await passSteps(2);
  page.leave();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await page.connect(farm.webs[0]!.url);
  await passSteps(2);
  await expectWhole();
  const held = heldPoints().filter(([ms]) => ms >= fromMs);
  expect(held.map(([ms]) => ms)).toEqual(consecutive(fromMs, held.length));
});

/** Until so many more steps have come. */
async function passSteps(count: number): Promise<void> {
  const until = page.flushes().length + count;
  await expect.poll(() => page.flushes().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(until);
}

/** What the page holds is what both web processes answer. */
async function expectWhole(): Promise<void> {
  const untilMs = page.endMs();
  for (const web of farm.webs)
    await expect(async () => {
      const held = heldPoints().filter(([ms]) => ms < untilMs);
      expect(held.length).toBeGreaterThan(2);
      const range = { fromMs: held[0]![0], untilMs };
      expect(await queryPoints(web, target, range)).toEqual(held);
    }).toPass({ timeout: 10_000 });
}

function heldPoints() {
  return [...page.points().values()][0] ?? [];
}

function delaysOf(flushes: readonly { endMs: number; atMs: number }[]): number[] {
  return flushes.map(({ endMs, atMs }) => atMs - endMs);
}

function consecutive(fromMs: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => fromMs + i * 1_000);
}

function report(when: string, delays: readonly number[]): void {
  console.log(`${when}: flushes came ${delays.join(", ")} ms after their step`);
}
