import { expectValue, findPanel, listPanels, openBoard } from "./harness/board";
import { keepSending } from "./harness/send";
import { expect, test, serveProgram } from "./harness/test";

const running = serveProgram();
let stopSending = () => {};
test.beforeAll(() => {
  stopSending = keepSending(running.program.statsd, "shop.orders:1|c", "shop.login:30|ms");
});
test.afterAll(() => stopSending());

test("a panel is added through the picker, moved, retitled and removed by keys alone", async ({ page }) => {
  await openBoard(page, `${running.program.url}/?target=gauges:host.load`);
  await page.keyboard.press("/");
  await expect(page.getByRole("dialog", { name: "Add metrics" })).toBeVisible();
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.type("shop.log");
  await expect(page.getByRole("option").first()).toContainText("timer");
  await page.keyboard.press("Enter");
  await expect.poll(() => listPanels(page)).toEqual(["host.load", "shop.login"]);
  await page.keyboard.press("Escape");
  await expectValue(findPanel(page, "shop.login"), /^shop\.login: (29|30|31)/);

  await findPanel(page, "shop.login").focus();
  await page.keyboard.press("Control+Shift+ArrowLeft");
  await expect.poll(() => listPanels(page)).toEqual(["shop.login", "host.load"]);
  await expect(findPanel(page, "shop.login")).toBeFocused();

  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Title of the panel")).toBeFocused();
  await page.keyboard.type("Sign-ins");
  await page.keyboard.press("Escape");
  await expect.poll(() => listPanels(page)).toEqual(["Sign-ins", "host.load"]);
  await expect(page).toHaveURL(/\?b=1\./);

  await findPanel(page, "Sign-ins").focus();
  await page.keyboard.press("Delete");
  await expect.poll(() => listPanels(page)).toEqual(["host.load"]);
  await page.goBack();
  await expect.poll(() => listPanels(page)).toEqual(["Sign-ins", "host.load"]);
});
