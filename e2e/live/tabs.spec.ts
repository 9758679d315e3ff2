import type { BrowserContext, Page } from "playwright/test";
import { expectMoving, findPanel, openBoard } from "../harness/board";
import { readStreams } from "../harness/query";
import { keepSending } from "../harness/send";
import { expect, serveProgram, test } from "../harness/test";
import { expectWhole } from "../harness/whole";

const running = serveProgram({ env: { STATBOARD_HOST_METRICS: "off" } });
const tabCount = 20;
let stopSending = () => {};
test.beforeAll(() => {
  stopSending = keepSending(running.program.statsd, "web.hits:1|c", "api.login:42|ms");
});
test.afterAll(() => stopSending());
const expectAllWhole = (pages: Page[]) =>
  Promise.all(
    pages.map((page) => expectWhole(running.program, findPanel(page, "web.hits"), "counters:web.hits")),
  );

const board = "/?target=counters:web.hits&range=1m";

test("twenty tabs over HTTP/1.1 all move, with one stream; each paints from what the first holds", async ({
  context,
}) => {
  test.setTimeout(120_000);
  const pages = await openTabs(context, tabCount);
  await Promise.all(pages.map((page) => expectMoving(findPanel(page, "web.hits"))));
  await expect.poll(() => readStreams(running.program)).toBe(1);
  for (const page of pages)
    await expect(page.locator("header p[data-state]")).toHaveAttribute("title", /shared by 20 tabs/);
});

test("another board in another tab is added to the running stream: nobody connects again", async ({
  context,
}) => {
  await context.addInitScript(() => {
    const opened: string[] = [];
    Object.assign(window, { opened });
    window.EventSource = class extends EventSource {
      constructor(url: string | URL) {
        super(url);
        opened.push(String(url));
      }
    };
  });
  const [first, second] = await openTabs(context, 2);
  await openBoard(second!, `${running.program.url}/?target=timers:api.login:p95&range=1m`);
  await expectMoving(findPanel(second!, "api.login"));
  await expectMoving(findPanel(first!, "web.hits"));
  const opened = [first!, second!].map((page) => page.evaluate(() => "opened" in window && window.opened));
  expect((await Promise.all(opened)).flat()).toHaveLength(1);
});

test("the leader is closed: the others go on, and no second is lost or doubled", async ({ context }) => {
  const pages = await openTabs(context, 4);
  const [leader, ...others] = pages;
  await Promise.all(others.map((page) => expectMoving(findPanel(page, "web.hits"))));
  await leader!.close();
  await Promise.all(others.map((page) => expectMoving(findPanel(page, "web.hits"))));
  await expect.poll(() => readStreams(running.program)).toBe(1);
  await expectAllWhole(others);
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
  await expect.poll(() => readStreams(running.program)).toBe(1);
  await expectAllWhole(others);
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
