import { expectValue, findPanel, openBoard } from "./harness/board";
import { keepSending } from "./harness/send";
import { expect, test, serveProgram } from "./harness/test";

const running = serveProgram();

test("the first board is full and moving, and nothing on it ever shifts", async ({ openPage }) => {
  const stopSending = keepSending(running.program.statsd, "shop.orders:1|c");
  const known = `${running.program.url}/api/buckets?q=shop.orders`;
  await expect.poll(async () => (await (await fetch(known)).json()).matched).toBe(1);
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 390, height: 844 },
  ]) {
    const page = await openPage({ viewport });
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries())
          shifts.push((entry as PerformanceEntry & { value: number }).value);
      }).observe({ type: "layout-shift", buffered: true });
    });
    await openBoard(page, running.program.url);
    await expectValue(findPanel(page, "CPU"), /^CPU: \d/);
    await page.waitForTimeout(2_000);
    const shifts = (await page.evaluate("window.shifts")) as number[];
    expect(shifts.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(0.02);
  }
  stopSending();
});
