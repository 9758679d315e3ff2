import type { Locator } from "playwright/test";
import { expectMoving, expectValue, findPanel, openBoard } from "../harness/board";
import { keepSending } from "../harness/send";
import { expect, serveProgram, test } from "../harness/test";

const running = serveProgram();

test("the pointer shows one moment on all panels, with the values of the panel under it", async ({
  page,
}) => {
  const stopSending = keepSending(running.program.statsd, "till.open:5|g", "till.queue:9|g");
  const url = `${running.program.url}/?target=gauges:till.open&target=gauges:till.queue&range=1m`;
  await openBoard(page, url);
  const [open, queue] = [findPanel(page, "till.open"), findPanel(page, "till.queue")];
  await expectValue(open, /: 5/);
  await expectMoving(queue);

  const box = (await open.boundingBox())!;
  const end = (await open.locator(".edge-now").boundingBox())!;
  // A step or two before now: the view is held there and then, and the data is young.
  await page.mouse.move(end.x + end.width - 8, box.y + box.height / 2);
  await expect(open.locator(".crosshair-tooltip li b")).toHaveText("5");
  await expect(queue.locator(".crosshair-line")).toBeVisible();
  await expect(queue.locator(".crosshair-tooltip")).toBeHidden();
  expect(await readMoment(queue)).toBe(await readMoment(open));

  await page.mouse.move(box.x + box.width / 2, 20);
  await expect(open.locator(".panel-crosshair")).toBeHidden();
  await expect(queue.locator(".panel-crosshair")).toBeHidden();
  stopSending();
});

test("arrow keys step from point to point in the focused panel, and say what is there", async ({ page }) => {
  const stopSending = keepSending(running.program.statsd, "till.open:5|g", "till.queue:9|g");
  await openBoard(page, `${running.program.url}/?target=gauges:till.open&target=gauges:till.queue&range=1m`);
  const [open, queue] = [findPanel(page, "till.open"), findPanel(page, "till.queue")];
  await expectMoving(open);
  await open.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(page.locator(".panel-announcements")).toHaveText(/^\d\d:\d\d:\d\d: open 5$/);
  const first = await readMoment(open);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => readMoment(open)).toBe(addSeconds(first, -1));
  expect(await readMoment(queue)).toBe(await readMoment(open));
  await page.keyboard.press("Shift+ArrowLeft");
  await expect.poll(() => readMoment(open)).toBe(addSeconds(first, -11));
  await page.keyboard.press("Tab");
  await expect(queue.locator(".panel-crosshair")).toBeHidden();
  stopSending();
});

async function readMoment(panel: Locator): Promise<string> {
  return (await panel.locator(".crosshair-time").textContent()) ?? "";
}

/** `14:02:11`, −1 → `14:02:10` */
function addSeconds(moment: string, seconds: number): string {
  const at = new Date(`2026-01-02T${moment}Z`).getTime() + seconds * 1_000;
  return new Date(at).toISOString().slice(11, 19);
}
