import { expectValue, findPanel, openBoard } from "./harness/board";
import { keepSending } from "./harness/send";
import { expect, test, serveProgram } from "./harness/test";
import { findSerious } from "./harness/violations";

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
    expect(await findSerious(page)).toEqual([]);
    await page.keyboard.press("/");
    await expect(page.getByRole("option").first()).toBeVisible();
    expect(await findSerious(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await findPanel(page, "shop.login").press("Enter");
    await expect(page.getByLabel("Title of the panel")).toBeFocused();
    expect(await findSerious(page)).toEqual([]);
  });
