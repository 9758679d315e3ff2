import { expectMoving, expectValue, findPanel, openBoard } from "./harness/board";
import { keepSending } from "./harness/send";
import { expect, test, serveProgram } from "./harness/test";
import { findViolations } from "./harness/violations";

const running = serveProgram();
let stopSending = () => {};
test.beforeAll(() => {
  stopSending = keepSending(running.program.statsd, "shop.orders:1|c", "shop.login:30|ms");
});
test.afterAll(() => stopSending());

for (const theme of ["dark", "light"])
  test(`board, picker and editor have no violation in the ${theme} theme`, async ({ openPage }) => {
    const page = await openPage({ bypassCSP: true });
    await openBoard(page, `${running.program.url}/?theme=${theme}`);
    await expectValue(findPanel(page, "shop.orders"), /^shop\.orders: \d/);
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press("/");
    await expect(page.getByRole("option").first()).toBeVisible();
    expect(await findViolations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await findPanel(page, "shop.login").press("Enter");
    await expect(page.getByLabel("Title of the panel")).toBeFocused();
    expect(await findViolations(page)).toEqual([]);
  });

test("a screen reader is told what a panel is, and gets its numbers as a table that stands still", async ({
  page,
}) => {
  await openBoard(
    page,
    `${running.program.url}/?target=timers:shop.login:p50&target=%2Btimers:shop.login:p95`,
  );
  const panel = findPanel(page, "shop.login");
  await expectValue(panel, /^shop\.login: 30/);
  await expect(panel.getByText("Band chart, 2 series, last 15 minutes")).toBeAttached();
  await expect(panel.getByRole("table")).toHaveCount(0);
  await panel.getByRole("button", { name: "Numbers of shop.login as a table" }).dispatchEvent("click");
  await expect(panel.getByRole("columnheader")).toHaveText([
    "Series",
    "Last",
    "Lowest",
    "Highest",
    "Average",
  ]);
  await expect(panel.getByRole("row").nth(1)).toHaveText(/^p50(30\.0\s?ms|30\s?ms){4}$/);
  const caption = await panel.locator("caption").textContent();
  expect(caption).toMatch(/^shop\.login, the last 15 minutes up to \d\d:\d\d:\d\d$/);
  await expectMoving(panel);
  expect(await panel.locator("caption").textContent()).toBe(caption);
});
