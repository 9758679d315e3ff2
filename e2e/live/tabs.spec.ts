import type { BrowserContext, Page } from "playwright/test";
import { expectLive, expectMoving, findPanel, openBoard, readDrawn } from "../harness/board";
import { queryPoints } from "../harness/query";
import { keepSending } from "../harness/send";
import { expect, serveProgram, test } from "../harness/test";

const running = serveProgram({ env: { STATBOARD_HOST_METRICS: "off" } });
const tabCount = 20;
let stopSending = () => {};
test.beforeAll(() => {
  stopSending = keepSending(running.program.statsd, "web.hits:1|c", "api.login:42|ms");
});
test.afterAll(() => stopSending());

const board = "/?target=counters:web.hits&range=1m";

test("twenty tabs over HTTP/1.1 all move, with one stream; each paints from what the first holds", async ({
  context,
}) => {
  test.setTimeout(120_000);
  const pages = await openTabs(context, tabCount);
  await Promise.all(pages.map((page) => expectMoving(findPanel(page, "web.hits"))));
  await expect.poll(readStreams).toBe(1);
  for (const page of pages)
    await expect(page.locator("header p[data-state]")).toHaveAttribute("title", /shared by 20 tabs/);
});

test("the leader is closed: the others go on, and no second is lost or doubled", async ({ context }) => {
  const pages = await openTabs(context, 4);
  const [leader, ...others] = pages;
  await Promise.all(others.map((page) => expectMoving(findPanel(page, "web.hits"))));
  await leader!.close();
  await Promise.all(others.map((page) => expectMoving(findPanel(page, "web.hits"))));
  await expect.poll(readStreams).toBe(1);
  for (const page of others) await expectWhole(page);
});

test("the leader's process is killed: the others go on, and no second is lost or doubled", async ({
  context,
  browser,
}) => {
  const pages = await openTabs(context, 3);
  const [leader, ...others] = pages;
  await Promise.all(others.map((page) => expectMoving(findPanel(page, "web.hits"))));
  const crashed = leader!.waitForEvent("crash");
  const session = await browser.newBrowserCDPSession();
  await leader!.goto("chrome://crash").catch(() => {});
  await crashed;
  await session.detach();
  await Promise.all(others.map((page) => expectMoving(findPanel(page, "web.hits"))));
  await expect.poll(readStreams).toBe(1);
  for (const page of others) await expectWhole(page);
});

test("a page in the back-forward cache holds no stream, and is current when it comes back", async ({
  page,
}) => {
  const { url } = running.program;
  await openBoard(page, url + board);
  await expectMoving(findPanel(page, "web.hits"));
  await page.goto(`${url}/api/health`);
  await expect.poll(readStreams).toBe(0);
  await page.goBack();
  await expectLive(page);
  await expectMoving(findPanel(page, "web.hits"));
  await expectWhole(page);
});

async function openTabs(context: BrowserContext, count: number): Promise<Page[]> {
  const pages: Page[] = [];
  for (let i = 0; i < count; i++) {
    const page = await context.newPage();
    await openBoard(page, running.program.url + board);
    pages.push(page);
  }
  return pages;
}

async function readStreams(): Promise<number> {
  const answer = await fetch(`${running.program.url}/api/health`);
  return ((await answer.json()) as { streams: number }).streams;
}

/** What is drawn is what the server holds, step by step. */
async function expectWhole(page: Page): Promise<void> {
  const panel = findPanel(page, "web.hits");
  const compare = async () => {
    const drawn = await readDrawn(panel);
    const fromMs = drawn.find(([, value]) => value !== null && value > 0)?.[0] ?? 0;
    const inRange = drawn.filter(([startMs]) => startMs >= fromMs);
    const untilMs = (inRange.at(-1)?.[0] ?? 0) + 1_000;
    const stored = await queryPoints(running.program, "counters:web.hits", { fromMs, untilMs });
    const holes = stored.filter(([, value]) => value === null || value === 0);
    return { holes, same: JSON.stringify(inRange) === JSON.stringify(stored), some: inRange.length > 3 };
  };
  await expect.poll(compare, { timeout: 10_000 }).toEqual({ holes: [], same: true, some: true });
}
