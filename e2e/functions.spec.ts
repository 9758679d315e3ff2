import { expectValue, findPanel, openBoard } from "./harness/board";
import { keepSending } from "./harness/send";
import { expect, test, serveProgram } from "./harness/test";

const running = serveProgram();
let stopSending = () => {};
test.beforeAll(() => {
  stopSending = keepSending(running.program.statsd, "shop.orders:4|c", "shop.login:30|ms");
});
test.afterAll(() => stopSending());

test("a function is found by typing, put around the target, and filled in", async ({ page }) => {
  await openBoard(page, `${running.program.url}/?target=counters:shop.orders`);
  await expectValue(findPanel(page, "shop.orders"), /^shop\.orders: \d/);
  await findPanel(page, "shop.orders").press("Enter");
  await page.getByRole("button", { name: "Apply a function to counters:shop.orders" }).click();
  const search = page.getByRole("combobox", { name: "Find a function" });
  await expect(search).toBeFocused();
  await search.fill("nothing like it");
  await expect(page.getByText("No function has “nothing like it” in its name or help.")).toBeVisible();
  await search.fill("scale");
  const functions = page.getByRole("listbox", { name: "Functions" });
  await expect(functions.getByRole("option").first()).toContainText("scale(seriesList, factor)");
  await page.screenshot({ path: test.info().outputPath("functions.png") });
  await search.press("Enter");
  const target = page.getByRole("textbox", { name: "Target scale(counters:shop.orders, 1)" });
  await expect(target).toBeFocused();
  await page.keyboard.type("0.5");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Target scale(counters:shop.orders, 0.5)" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/scale\(counters:shop\.orders,(%20|\+)?0\.5\)|b=1\./);
  await page.goBack();
  await page.goBack();
  await expectValue(findPanel(page, "shop.orders"), /^shop\.orders: \d/);
});

test("Escape closes the functions and leaves the editor open", async ({ page }) => {
  await openBoard(page, `${running.program.url}/?target=counters:shop.orders`);
  await findPanel(page, "shop.orders").press("Enter");
  await page.getByRole("button", { name: "Apply a function to counters:shop.orders" }).click();
  await page.getByRole("combobox", { name: "Find a function" }).press("Escape");
  await expect(page.getByRole("combobox", { name: "Find a function" })).toBeHidden();
  await expect(page.getByLabel("Title of the panel")).toBeVisible();
});
