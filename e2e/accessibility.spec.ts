import axe from "axe-core";
import type { Page } from "playwright/test";
import { expectValue, findPanel, openBoard } from "./harness/board";
import { keepSending } from "./harness/send";
import { expect, test, serveProgram } from "./harness/test";

const running = serveProgram();
let stopSending = () => {};
test.beforeAll(() => {
  stopSending = keepSending(running.program.statsd, "shop.orders:1|c", "shop.login:30|ms");
});
test.afterAll(() => stopSending());

for (const theme of ["dark", "light"])
  test(`board, picker and editor have no serious violation in the ${theme} theme`, async ({ openPage }) => {
    const page = await openPage({ bypassCSP: true });
    await openBoard(page, `${running.program.url}/?theme=${theme}`);
    await expectValue(findPanel(page, "shop.orders"), /^shop\.orders: \d/);
    await page.evaluate(axe.source);
    expect(await findSerious(page)).toEqual([]);
    await page.keyboard.press("/");
    await expect(page.getByRole("option").first()).toBeVisible();
    expect(await findSerious(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await findPanel(page, "shop.login").press("Enter");
    await expect(page.getByLabel("Title of the panel")).toBeFocused();
    expect(await findSerious(page)).toEqual([]);
  });

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string; failureSummary: string }[];
}

/** What fades in has too little contrast on its way: a sheet is judged when it stands. */
async function findSerious(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    const ending = document
      .getAnimations()
      .filter((each) => each.effect?.getComputedTiming().iterations !== Infinity);
    return Promise.allSettled(ending.map((each) => each.finished)).then(() => {});
  });
  const found = (await page.evaluate("axe.run().then((result) => result.violations)")) as Violation[];
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
}
