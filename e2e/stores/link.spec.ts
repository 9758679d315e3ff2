import type { Page } from "playwright/test";
import { expectMoving, findPanel, listPanels, openBoard } from "../harness/board";
import { keepSending } from "../harness/send";
import { expect, test, serveProgram } from "../harness/test";

const running = serveProgram({ env: { STATBOARD_HOST_METRICS: "off" } });
let stopSending = () => {};
test.beforeAll(() => {
  stopSending = keepSending(running.program.statsd, "web.hits:1|c", "api.login:42|ms");
});
test.afterAll(() => stopSending());

const readable = "/?target=counters:web.hits:rate&target=timers:api.login:p95&range=5m";

test("a reload and another browser show the board of a readable link, moving", async ({ page, openPage }) => {
  await openBoard(page, running.program.url + readable);
  const names = await expectSameBoard(page);
  await page.reload();
  expect(await expectSameBoard(page)).toEqual(names);
  const other = await openPage();
  await openBoard(other, page.url());
  expect(await expectSameBoard(other)).toEqual(names);
});

test("a reload and another browser show the board of a packed link, moving", async ({ page, openPage }) => {
  await openBoard(page, running.program.url + readable);
  await findPanel(page, "web.hits").getByRole("button", { name: "web.hits", exact: true }).click();
  await page.getByLabel("Title of the panel").fill("Hits of the shop");
  await page.getByRole("button", { name: "Columns" }).click();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\?b=1\./);
  await page.reload();
  const names = await expectSameBoard(page, "Hits of the shop");
  await expect(findPanel(page, "Hits of the shop")).toHaveAttribute("data-chart", "column");
  const other = await openPage();
  await openBoard(other, page.url());
  expect(await expectSameBoard(other, "Hits of the shop")).toEqual(names);
  await expect(findPanel(other, "Hits of the shop")).toHaveAttribute("data-chart", "column");
});

async function expectSameBoard(page: Page, first = "web.hits"): Promise<string[]> {
  const names = await listPanels(page);
  expect(names).toEqual([first, "api.login"]);
  await Promise.all(names.map((name) => expectMoving(findPanel(page, name))));
  return names;
}
