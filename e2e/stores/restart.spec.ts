import { expectLive, expectMoving, findPanel, openBoard, readDrawn } from "../harness/board";
import { queryPoints, queryTotal, readMetric } from "../harness/query";
import { keepSending, sendPacket } from "../harness/send";
import { expect, test, serveProgram } from "../harness/test";

const running = serveProgram();
/** What a page hears while the program is gone, and while it starts. */
const goneOrStarting = /net::ERR_|status of 503/;

test("a restart keeps history, and the open board goes on by itself", async ({ page, faults }) => {
  faults.allow(goneOrStarting);
  const { program } = running;
  const stopSending = keepSending(program.statsd, "web.hits:1|c");
  await openBoard(page, `${program.url}/?target=counters:web.hits&range=1m`);
  const panel = findPanel(page, "web.hits");
  await expectMoving(panel);
  const before = (await readDrawn(panel)).filter(([, value]) => value !== null);

  await program.stop();
  await program.start();
  await expectLive(page);
  await expectMoving(panel);
  stopSending();
  const range = { fromMs: before[0]![0], untilMs: before.at(-1)![0] + 1_000 };
  expect(await queryPoints(program, "counters:web.hits", range)).toEqual(before);
  const drawn = await readDrawn(panel);
  expect(drawn.filter(([ms]) => ms >= range.fromMs && ms < range.untilMs)).toEqual(before);
});

test("SIGTERM with open streams ends it within three seconds, and keeps the last flush", async ({
  page,
  faults,
}) => {
  faults.allow(goneOrStarting);
  const { program } = running;
  await openBoard(page, program.url);
  const stream = await fetch(`${program.url}/api/stream?target=counters:last.words`);
  expect(stream.status).toBe(200);
  const seen = await readMetric(program, "statboard_samples_total");
  await sendPacket(program.statsd, "last.words:3|c");
  await expect
    .poll(() => readMetric(program, "statboard_samples_total"), { intervals: [20] })
    .toBeGreaterThan(seen);
  const { code, tookMs } = await program.stop();
  expect(code).toBe(0);
  expect(tookMs).toBeLessThan(3_000);
  await stream.body?.cancel().catch(() => {});

  await program.start();
  expect(await queryTotal(program, "last.words")).toBe(3);
  await expectLive(page);
});
