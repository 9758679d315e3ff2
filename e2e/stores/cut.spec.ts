import { expectLive, expectMoving, findPanel, openBoard, readDrawn } from "../harness/board";
import { openLink } from "../harness/link";
import { queryPoints } from "../harness/query";
import { keepSending } from "../harness/send";
import { expect, test, serveProgram } from "../harness/test";

const running = serveProgram({ env: { STATBOARD_HOST_METRICS: "off" } });
const target = "counters:web.hits";
const cutMs = 10_000;

test("ten seconds without a stream leave no hole and no doubled point", async ({ page, faults }) => {
  faults.allow(/net::ERR_/);
  const { program } = running;
  const stopSending = keepSending(program.statsd, "web.hits:1|c");
  const link = await openLink(program.url);
  await openBoard(page, `${link.url}/?target=${target}&range=1m`);
  const panel = findPanel(page, "web.hits");
  await expectMoving(panel);

  link.cut();
  await expect(page.locator("header p[data-state]")).toContainText("reconnecting");
  await page.waitForTimeout(cutMs);
  link.heal();
  await expectLive(page);
  await expectMoving(panel);
  stopSending();

  const drawn = await readDrawn(panel);
  const fromMs = drawn.find(([, value]) => value !== null)![0];
  const untilMs = drawn.findLast(([, value]) => value !== null)![0] + 1_000;
  expect(untilMs - fromMs).toBeGreaterThan(cutMs);
  const stored = await queryPoints(program, target, { fromMs, untilMs });
  expect(drawn.filter(([startMs]) => startMs >= fromMs && startMs < untilMs)).toEqual(stored);
  await page.close();
  await link.remove();
});
