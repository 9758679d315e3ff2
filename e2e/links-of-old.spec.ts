import { expectValue, findPanel, openBoard } from "./harness/board";
import { keepSending } from "./harness/send";
import { expect, test, serveProgram } from "./harness/test";

const running = serveProgram({ env: { STATBOARD_HOST_METRICS: "off" } });
let stopSending = () => {};
test.beforeAll(() => {
  stopSending = keepSending(running.program.statsd, "shop.orders:4|c", "shop.login:30|ms");
});
test.afterAll(() => stopSending());

test("batsd-dash's link opens a board with one panel of all its metrics", async ({ page }) => {
  await openBoard(page, `${running.program.url}/graph#counters=shop.orders&timers=shop.login:p95`);
  await expect(page).toHaveURL(/\/\?target=counters:shop\.orders&target=(%2B|\+)timers:shop\.login:p95/);
  await expect(page.locator("[data-panel]")).toHaveCount(1);
});

test("batsdboard's links open the metric they name", async ({ page }) => {
  await openBoard(page, `${running.program.url}/timers/shop.login/p95`);
  await expectValue(findPanel(page, "shop.login"), /shop\.login: (29|30|31)/);
});
