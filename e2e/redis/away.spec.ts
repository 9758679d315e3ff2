import { expectLive, expectMoving, findPanel, openBoard, readDrawn } from "../harness/board";
import { queryPoints, queryTotal, readMetric } from "../harness/query";
import { keepSending, sendOverTcp } from "../harness/send";
import { expect, test, serveProgram } from "../harness/test";

const running = serveProgram({ env: { STATBOARD_HOST_METRICS: "off" } });

test("Redis killed while 100,000 increments come in, and started again: exactly 100,000", async () => {
  const { program } = running;
  const redis = running.redis!;
  const parts = 20;
  for (let part = 0; part < parts; part++) {
    if (part === 5) await redis.kill();
    if (part === 15) await redis.start();
    await sendOverTcp(program.statsd, "shop.sold:1|c", 100_000 / parts);
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const readTotal = () => queryTotal(program, "shop.sold").catch(() => 0);
  await expect.poll(readTotal, { timeout: 30_000 }).toBeGreaterThanOrEqual(100_000);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(await queryTotal(program, "shop.sold")).toBe(100_000);
});

test("while Redis is gone the page says so and ingest goes on; then nothing is missing", async ({
  page,
  faults,
}) => {
  // What the page asks for while the store is away is answered with 503.
  faults.allow(/status of 503/);
  const { program } = running;
  const redis = running.redis!;
  const stopSending = keepSending(program.statsd, "web.hits:1|c");
  await openBoard(page, `${program.url}/?target=counters:web.hits&range=1m`);
  const panel = findPanel(page, "web.hits");
  await expectMoving(panel);

  await redis.kill();
  await expect(page.locator("header p[data-state]")).toContainText("store away", { timeout: 15_000 });
  const seen = await readMetric(program, "statboard_samples_total");
  await expect.poll(() => readMetric(program, "statboard_samples_total")).toBeGreaterThan(seen + 20);
  await redis.start();
  await expectLive(page);
  await expectMoving(panel);
  stopSending();

  const newestMs = Math.max(...(await readDrawn(panel)).map(([startMs]) => startMs));
  const readBoth = async () => {
    const drawn = await readDrawn(panel);
    // Before the first increment the counter was idle: those steps are zero.
    const fromMs = drawn.find(([, value]) => value !== null && value > 0)![0];
    const range = { fromMs, untilMs: newestMs + 1_000 };
    const inRange = drawn.filter(([ms]) => ms >= range.fromMs && ms < range.untilMs);
    return { drawn: inRange, stored: await queryPoints(program, "counters:web.hits", range) };
  };
  const isWhole = async () => {
    const { drawn, stored } = await readBoth();
    const holes = stored.filter(([, value]) => value === null || value === 0);
    return { holes, same: JSON.stringify(drawn) === JSON.stringify(stored) };
  };
  await expect.poll(isWhole, { timeout: 15_000 }).toEqual({ holes: [], same: true });
});
