import type { Dashboard } from "@/lib/dashboard/dashboard";
import { packDashboard } from "@/lib/dashboard/packed";
import type { Page } from "playwright/test";
import { expect, serveProgram, test } from "../harness/test";
import { findViolations } from "../harness/violations";
import { boardOfKinds, boardOfReadings, boardOfStates, readScript } from "./boards";
import { openScene, type Scene } from "./scene";

// The pictures are kept in docs/looks. After a change that is meant: npx playwright test looks -u

const running = serveProgram({ env: { STATBOARD_HOST_METRICS: "off" } });
const momentMs = Date.UTC(2026, 0, 2, 12, 0, 0);
let scene: Scene;
test.beforeEach(async () => {
  scene = await openScene({ program: running.program, momentMs, read: readScript });
});
test.afterEach(() => scene.stop());
test.use({ timezoneId: "UTC", reducedMotion: "reduce", bypassCSP: true });

for (const theme of ["dark", "light"] as const) {
  test(`every kind of panel, ${theme}`, async ({ page }) => {
    await show(page, boardOfKinds(theme));
    await expectLook(page, `kinds-${theme}`);
    await expectAccessible(page);
  });

  test(`every way of reading a panel, ${theme}`, async ({ page }) => {
    await show(page, boardOfReadings(theme));
    await expectLook(page, `readings-${theme}`);
    await expectAccessible(page);
  });

  test(`every state of a panel, ${theme}`, async ({ page }) => {
    await show(page, boardOfStates(theme));
    await expectLook(page, `states-${theme}`);
    await expectAccessible(page);
  });
}

test("panels whose link is cut", async ({ page, faults }) => {
  faults.allow(/Failed to load resource|ERR_/);
  await show(page, boardOfKinds("dark"));
  scene.cut();
  const offline = page.locator('.panel[data-state="offline"]');
  for (let turn = 0; turn < 100 && (await offline.count()) === 0; turn += 1) await page.clock.runFor(250);
  await page.clock.runFor(momentMs + 40_400 - (await page.evaluate(() => Date.now())));
  await expect(offline.first().locator(".panel-chip")).toHaveText(/link cut 41 s ago/);
  await expectLook(page, "offline-dark");
  await expectAccessible(page);
});

test("a board on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await show(page, boardOfKinds("dark"));
  await expectLook(page, "kinds-dark-390");
  await expectAccessible(page);
  expect(await findSmallTargets(page)).toEqual([]);
});

test("a board on a wall", async ({ page }) => {
  await page.setViewportSize({ width: 3840, height: 1000 });
  await show(page, boardOfKinds("dark"));
  await expectLook(page, "kinds-dark-3840");
});

test("panels for who asked for more contrast", async ({ page }) => {
  await page.emulateMedia({ contrast: "more" });
  await show(page, boardOfStates("light"));
  await expectLook(page, "states-light-contrast");
  await expectAccessible(page);
});

test("at twice the size nothing is cut off at the side", async ({ browser }) => {
  const how = { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 };
  const context = await browser.newContext({ ...how, timezoneId: "UTC", reducedMotion: "reduce" });
  const page = await context.newPage();
  await show(page, boardOfStates("dark"));
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(720);
  await expectLook(page, "states-dark-zoomed");
  await context.close();
});

/** Opens a board when nothing but the stream moves its clock, tall enough to show all of it. */
async function show(page: Page, board: Dashboard): Promise<void> {
  // Faces are optional: what came too late is shown by the next page.
  await page.goto(scene.url);
  await page.evaluate(() => document.fonts.ready.then(() => {}));
  await page.clock.install({ time: momentMs - 60_000 });
  await page.clock.pauseAt(momentMs);
  await page.goto(`${scene.url}/?b=${packDashboard(board)}`);
  await page.locator("[data-panel]").first().waitFor();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewportSize({ width: page.viewportSize()!.width, height });
  const settled = page.locator(".panel:not([data-state=loading])");
  for (let turn = 0; turn < 120; turn += 1) {
    await page.clock.runFor(20);
    const drawn = await page.locator(".panel-chart .highcharts-container").count();
    if (turn > 20 && (await settled.count()) >= board.panels.length - 2 && drawn > 0) break;
  }
  await page.clock.pauseAt(momentMs + 3_000);
}

/** Without the head of the page, which tells of the program that really runs. */
async function expectLook(page: Page, name: string): Promise<void> {
  await expect(page.locator("main")).toHaveScreenshot(`${name}.png`, { maxDiffPixelRatio: 0.002 });
}

/** Time goes on: axe waits for it. */
async function expectAccessible(page: Page): Promise<void> {
  await page.clock.resume();
  expect(await findViolations(page)).toEqual([]);
}

/** Buttons, links and fields that a finger of 44 px misses. */
function findSmallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const reach = 21;
    const targets = document.querySelectorAll<HTMLElement>("button, a[href], input, select");
    return [...targets].flatMap((target) => {
      // Rows of legends and tables are as dense as their text.
      if (
        target.closest(".unseen, .panel-legend, .figure-table, table") ||
        !target.checkVisibility({ visibilityProperty: true })
      )
        return [];
      target.scrollIntoView({ block: "center" });
      const { left, top, right, bottom } = target.getBoundingClientRect();
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      const hits = (toX: number, toY: number) => target.contains(document.elementFromPoint(toX, toY));
      const isTall = bottom - top >= 44 || [y - 10, y + 25].every((each) => hits(x, each));
      const isWide = right - left >= 44 || [x - reach, x + reach].every((each) => hits(each, y));
      return isTall && isWide
        ? []
        : [`${target.textContent || target.ariaLabel} ${right - left} × ${bottom - top}`];
    });
  });
}
