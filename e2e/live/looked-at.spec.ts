import type { Page } from "playwright/test";
import { findChromium } from "../chromium";
import { expectLive, expectMoving, findPanel, openBoard, readDrawn } from "../harness/board";
import { readStreams } from "../harness/query";
import { keepSending } from "../harness/send";
import { expect, serveProgram, test } from "../harness/test";
import { expectWhole } from "../harness/whole";

// Playwright turns the back-forward cache off.
test.use({
  launchOptions: {
    executablePath: findChromium(),
    args: ["--no-sandbox", "--disable-background-networking", "--no-first-run"],
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  },
});

const running = serveProgram({ env: { STATBOARD_HOST_METRICS: "off" } });
let stopSending = () => {};
test.beforeAll(() => {
  stopSending = keepSending(running.program.statsd, "web.hits:1|c", "api.login:42|ms");
});
test.afterAll(() => stopSending());

const board = "/?target=counters:web.hits&range=1m";
const whole = (page: Page) => expectWhole(running.program, findPanel(page, "web.hits"), "counters:web.hits");

test("a page in the back-forward cache holds no stream, and is whole when it comes back", async ({
  page,
}) => {
  const { url } = running.program;
  await openBoard(page, url + board);
  await expectMoving(findPanel(page, "web.hits"));
  await page.evaluate(() => Object.assign(window, { isTheSamePage: true }));
  await page.goto("about:blank");
  await expect.poll(() => readStreams(running.program)).toBe(0);
  await page.goBack({ waitUntil: "commit" });
  expect(await page.evaluate(() => "isTheSamePage" in window)).toBe(true);
  await expectLive(page);
  await expectMoving(findPanel(page, "web.hits"));
  await whole(page);
});

test("a tab that leads is hidden and another is looked at: it leads then, and both stay whole", async ({
  context,
}) => {
  const first = await context.newPage();
  await openBoard(first, running.program.url + board);
  const second = await context.newPage();
  await openBoard(second, running.program.url + board);
  await expectMoving(findPanel(second, "web.hits"));
  const before = await readLeader(second);
  await setVisible(first, false);
  await expect.poll(() => readLeader(second)).not.toBe(before);
  await expectMoving(findPanel(second, "web.hits"));
  await expect.poll(() => readStreams(running.program)).toBe(1);
  await setVisible(first, true);
  await whole(first);
  await whole(second);
});

test("a tab that is frozen leaves the others alone, and is whole when it is thawed", async ({ context }) => {
  const first = await context.newPage();
  await openBoard(first, running.program.url + board);
  const frozen = await context.newPage();
  await openBoard(frozen, running.program.url + board);
  await expectMoving(findPanel(frozen, "web.hits"));
  // Chromium without a screen freezes no page: it is told what it would be told.
  await frozen.evaluate(() => document.dispatchEvent(new Event("freeze")));
  const before = (await readDrawn(findPanel(frozen, "web.hits"))).at(-1);
  await expectMoving(findPanel(first, "web.hits"));
  expect((await readDrawn(findPanel(frozen, "web.hits"))).at(-1)).toEqual(before);
  await frozen.evaluate(() => document.dispatchEvent(new Event("resume")));
  await expectMoving(findPanel(frozen, "web.hits"));
  await whole(frozen);
  await expect.poll(() => readStreams(running.program)).toBe(1);
});

test("without EventSource the board polls and says so, and another tab shares it", async ({ context }) => {
  await context.addInitScript("delete window.EventSource");
  const pages = [await context.newPage(), await context.newPage()];
  for (const page of pages) {
    await page.goto(running.program.url + board);
    await expect(page.locator('header p[data-state="polling"]')).toContainText("updates every 2");
    await expectMoving(findPanel(page, "web.hits"));
    await whole(page);
  }
  expect(await readStreams(running.program)).toBe(0);
});

test("without locks, as on a plain name of the local network, each tab has a stream of its own", async ({
  context,
}) => {
  await context.addInitScript("delete Navigator.prototype.locks");
  for (const count of [1, 2]) {
    const page = await context.newPage();
    await openBoard(page, running.program.url + board);
    await expectMoving(findPanel(page, "web.hits"));
    expect(await readStreams(running.program)).toBe(count);
  }
});

test("a computer 94 s behind shows the right now and the right lag, and says that it is corrected", async ({
  page,
}) => {
  await page.addInitScript(() => {
    const right = Date.now;
    Date.now = () => right() - 94_000;
  });
  await openBoard(page, running.program.url + board);
  const header = page.locator("header p[data-state]");
  await expect(header).toHaveAttribute("title", /94\u2009s behind; corrected/);
  await expectMoving(findPanel(page, "web.hits"));
  await expect(header).toHaveText(/^live\d{1,4}\u2009ms$/);
  const newestMs = (await readDrawn(findPanel(page, "web.hits"))).at(-1)![0];
  expect(Math.abs(Date.now() - newestMs)).toBeLessThan(10_000);
});

/** Who of the browser's tabs holds the leader's lock. */
function readLeader(page: Page): Promise<string | undefined> {
  return page.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    return held.find(({ name }) => name === "statboard.leader")?.clientId;
  });
}

/** As switching tabs does it: Chromium takes every page of a test for visible. */
async function setVisible(page: Page, isVisible: boolean): Promise<void> {
  await page.evaluate((visible) => {
    Object.defineProperty(document, "visibilityState", {
      configurable: true,
      get: () => (visible ? "visible" : "hidden"),
    });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isVisible);
}
