import { expectLive, expectMoving, findPanel, openBoard, readDrawn } from "../harness/board";
import { openLink } from "../harness/link";
import { queryPoints } from "../harness/query";
import { keepSending } from "../harness/send";
import { expect, serveProgram, test } from "../harness/test";

const running = serveProgram({ env: { STATBOARD_HOST_METRICS: "off" } });
const target = "counters:web.hits";
const awayMs = 10_000;
const afterwardsMs = 30_000;

test("a page that was cut off, and whose server was killed, holds what a fresh page loads", async ({
  page,
  faults,
  openPage,
}) => {
  test.setTimeout(180_000);
  // A dead link, a proxy whose server is not there, and a server that is just starting and says "come again",
  // are errors in the browser's console.
  faults.allow(/net::ERR_|status of 503/);
  const { program } = running;
  const stopSending = keepSending(program.statsd, "web.hits:1|c");
  const link = await openLink(program.url);
  const path = `/?target=${target}&range=5m`;
  await openBoard(page, `${link.url}${path}`);
  const panel = findPanel(page, "web.hits");
  await expectMoving(panel);

  link.cut();
  await page.waitForTimeout(awayMs);
  link.heal();
  await expectLive(page);
  await expectMoving(panel);

  await program.kill();
  await page.waitForTimeout(awayMs);
  await program.start();
  await expectLive(page);
  await page.waitForTimeout(afterwardsMs);
  await expectMoving(panel);
  stopSending();

  const other = await openPage();
  await openBoard(other, `${program.url}${path}`);
  const fresh = findPanel(other, "web.hits");
  await expectMoving(fresh);

  await expect(async () => {
    const [held, loaded] = [await readDrawn(panel), await readDrawn(fresh)];
    const firstOf = (points: typeof held) => points.find(([, value]) => value !== null)![0];
    const fromMs = Math.max(firstOf(held), firstOf(loaded));
    const untilMs = Math.min(held.at(-1)![0], loaded.at(-1)![0]);
    const whole = (points: typeof held) => points.filter(([ms]) => ms >= fromMs && ms < untilMs);
    expect(untilMs - fromMs).toBeGreaterThan(2 * awayMs + afterwardsMs);
    expect(whole(held)).toEqual(whole(loaded));
    expect(whole(held)).toEqual(await queryPoints(program, target, { fromMs, untilMs }));
  }).toPass({ timeout: 15_000 });
  await page.close();
  await link.remove();
});
