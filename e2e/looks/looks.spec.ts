import type { Dashboard } from "@/lib/dashboard/dashboard";
import { packDashboard } from "@/lib/dashboard/packed";
import type { Page } from "playwright/test";
import { expect, serveProgram, test } from "../harness/test";
import { boardOfKinds, boardOfStates, readScript } from "./boards";
import { openScene, type Scene } from "./scene";

// The pictures are kept in docs/looks. After a change that is meant: npx playwright test looks -u

const running = serveProgram({ env: { STATBOARD_HOST_METRICS: "off" } });
const momentMs = Date.UTC(2026, 0, 2, 12, 0, 0);
let scene: Scene;
test.beforeEach(async () => {
  scene = await openScene({ program: running.program, momentMs, read: readScript });
});
test.afterEach(() => scene.stop());
test.use({ timezoneId: "UTC", reducedMotion: "reduce" });

for (const theme of ["dark", "light"] as const) {
  test(`every kind of panel, ${theme}`, async ({ page }) => {
    await show(page, boardOfKinds(theme));
    await expectLook(page, `kinds-${theme}`);
  });

  test(`every state of a panel, ${theme}`, async ({ page }) => {
    await show(page, boardOfStates(theme));
    await expectLook(page, `states-${theme}`);
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
});

test("a board on a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await show(page, boardOfKinds("dark"));
  await expectLook(page, "kinds-dark-390");
});

test("a board on a wall", async ({ page }) => {
  await page.setViewportSize({ width: 3840, height: 1000 });
  await show(page, boardOfKinds("dark"));
  await expectLook(page, "kinds-dark-3840");
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
