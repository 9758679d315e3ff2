import type { CDPSession, Locator, Page } from "playwright/test";
import { expectMoving, findPanel, openBoard, readDrawn } from "../harness/board";
import { sendPacket } from "../harness/send";
import { expect, serveProgram, test } from "../harness/test";

const running = serveProgram({ env: { STATBOARD_HOST_METRICS: "off" } });
let stopSending = () => {};
test.beforeAll(() => {
  const send = () => {
    const [open, queue] = [0, 0].map(() => Math.round(100 * Math.random()));
    void sendPacket(running.program.statsd, `till.open:${open}|g\ntill.queue:${queue}|g`);
  };
  const timer = setInterval(send, 100);
  stopSending = () => clearInterval(timer);
});
test.afterAll(() => stopSending());

const board = "/?target=gauges:till.open&target=gauges:till.queue&range=1m";

async function openTill(page: Page): Promise<{ open: Locator; queue: Locator }> {
  await openBoard(page, running.program.url + board);
  const panels = { open: findPanel(page, "till.open"), queue: findPanel(page, "till.queue") };
  await expectMoving(panels.queue);
  return panels;
}

test("a pointer holds the view of all panels while data arrives, Space keeps it so, Esc goes live", async ({
  page,
}) => {
  const { open, queue } = await openTill(page);
  const pill = page.getByText("while you point");
  await pointAt(page, open, 0.6);
  await expect(pill).toBeVisible();
  const held = [await readPicture(open), await readPicture(queue)];
  const place = await readPlace(open);
  await expectMoving(queue);
  await expect(pill).toContainText(/[2-9] s behind/);
  expect([await readPicture(open), await readPicture(queue)]).toEqual(held);
  expect(await readPlace(open)).toBe(place);

  await page.mouse.move(700, 20);
  await expect(pill).toBeHidden();
  await expect.poll(() => readPicture(queue)).not.toBe(held[1]);

  await pointAt(page, open, 0.6);
  await page.keyboard.press("Space");
  await page.mouse.move(700, 20);
  await expect(page.getByRole("group", { name: "Paused" })).toContainText(/Paused \d\d:\d\d:\d\d/);
  await expect(page.locator('header p[data-state="paused"]')).toContainText("behind");
  await expect(page.getByRole("button", { name: "Pause" })).toHaveAttribute("aria-pressed", "true");
  const kept = await readPicture(queue);
  await expectMoving(queue);
  expect(await readPicture(queue)).toBe(kept);

  await page.keyboard.press("Escape");
  await expect(page.locator('header p[data-state="live"]')).toBeVisible();
  await expect.poll(() => readPicture(queue)).not.toBe(kept);
});

test("a click pins the tooltip until the next one; what it says stays open over the held view", async ({
  page,
}) => {
  const { open, queue } = await openTill(page);
  await clickAt(page, open, 0.6);
  const tooltip = open.locator(".crosshair-tooltip > div");
  await expect(tooltip).toContainText("pinned");
  const [place, moment] = [await readPlace(open), await tooltip.locator("> b span").textContent()];
  await pointAt(page, queue, 0.3);
  await page.mouse.move(700, 20);
  await expectMoving(queue);
  await expect(tooltip).toBeVisible();
  expect(await readPlace(open)).toBe(place);
  expect(await tooltip.locator("> b span").textContent()).toBe(moment);
  await clickAt(page, queue, 0.6);
  await page.mouse.move(700, 20);
  await expect(tooltip).toBeHidden();
  await expect(page.locator('header p[data-state="live"]')).toBeVisible();
});

test("a drag zooms all panels; a double click goes back to live, and so does a range", async ({ page }) => {
  const { open, queue } = await openTill(page);
  await dragOver(page, open, 0.4, 0.6);
  const field = page.getByLabel(/^Range: /);
  await expect(field).toHaveValue(/^\d\d:\d\d:\d\d–\d\d:\d\d:\d\d$/);
  expect(await readLength(field)).toBeLessThan(20);
  await page.mouse.move(700, 20);
  const zoomed = await readPicture(queue);
  await expectMoving(queue);
  expect(await readPicture(queue)).toBe(zoomed);
  await page.mouse.dblclick(...(await placeIn(queue, 0.5)));
  await expect(field).toHaveValue("Last 1 min");

  await dragOver(page, open, 0.4, 0.6);
  await expect(field).toHaveValue(/–/);
  await page.getByRole("button", { name: "1m", exact: true }).click();
  await expect(field).toHaveValue("Last 1 min");
});

test("by keys alone: step, pin, unpin, pause, zoom, move the part that is shown, and go live", async ({
  page,
}) => {
  const { open, queue } = await openTill(page);
  await open.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("p");
  await expect(open.locator(".crosshair-tooltip > div")).toContainText("pinned");
  await queue.focus();
  const moment = open.locator(".crosshair-time");
  const before = await moment.textContent();
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(moment).not.toHaveText(before ?? "");
  await page.keyboard.press("Escape");
  await expect(open.locator(".crosshair-tooltip > div")).toBeHidden();
  await page.keyboard.press("Space");
  await expect(page.getByRole("group", { name: "Paused" })).toBeVisible();
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  const field = page.getByLabel(/^Range: /);
  await expect.poll(() => readLength(field)).toBe(15);
  await expect(page.locator(".panel-announcements")).toHaveText(/^\d\d:\d\d:\d\d to \d\d:\d\d:\d\d$/);

  const slider = page.getByRole("slider", { name: "Part of time that is shown" });
  const zoomed = await field.inputValue();
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await expect(field).not.toHaveValue(zoomed);
  await page.keyboard.press("0");
  await expect(field).toHaveValue("Last 1 min");
  await expect(page.locator(".panel-announcements")).toHaveText("Live");
});

test("the scrubber moves and stretches what is shown; a held view loses nothing that it began with", async ({
  page,
}) => {
  const { queue } = await openTill(page);
  await page.getByRole("button", { name: "Pause" }).click();
  const firstMs = (await readDrawn(queue))[0]![0];
  const field = page.getByLabel(/^Range: /);
  const from = page.locator('[data-part="from"]');
  const box = (await from.boundingBox())!;
  await page.mouse.move(box.x + 3, box.y + 7);
  await page.mouse.down();
  await page.mouse.move(box.x + 300, box.y + 7, { steps: 3 });
  await page.mouse.up();
  await expect.poll(() => readLength(field)).toBeLessThan(50);
  const before = await field.inputValue();
  await page.getByRole("slider").hover();
  await page.mouse.down();
  await page.mouse.move(box.x + 100, box.y + 7, { steps: 3 });
  await page.mouse.up();
  await expect(field).not.toHaveValue(before);
  expect((await readDrawn(queue))[0]![0]).toBe(firstMs);
});

test("zoomed into a long range, a panel asks for the finer steps of that part", async ({ page }) => {
  await openBoard(page, `${running.program.url}/?target=gauges:till.open&range=1h`);
  const panel = findPanel(page, "till.open");
  await expect.poll(() => readStep(panel), { timeout: 30_000 }).toBe(10_000);
  // The newest end of the axis stays where it is.
  const { right, y } = await panel.locator(".edge-now").evaluate((end) => {
    const box = end.getBoundingClientRect();
    return { right: box.right, y: box.top - 40 };
  });
  await page.mouse.move(right - 1, y);
  for (let i = 0; i < 6; i++) await page.keyboard.press("+");
  await expect.poll(() => readStep(panel)).toBe(1_000);
  await page.keyboard.press("0");
  await expect.poll(() => readStep(panel)).toBe(10_000);
});

test.describe("with fingers", () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test("one along a chart reads it while the view is held, two zoom all panels", async ({ page }) => {
    const { open, queue } = await openTill(page);
    const devtools = await page.context().newCDPSession(page);
    const [[left, y], [right]] = [await placeIn(open, 0.3), await placeIn(open, 0.7)];
    await touch(devtools, "touchStart", [left, y]);
    for (let x = left; x <= right; x += 20) await touch(devtools, "touchMove", [x, y]);
    await expect(open.locator(".crosshair-tooltip > div")).toContainText("open");
    await expect(queue.locator(".crosshair-line")).toBeVisible();
    await expect(page.getByText("while you point")).toBeVisible();
    await touch(devtools, "touchEnd");
    await expect(page.getByText("while you point")).toBeHidden();
    await expect(open.locator(".crosshair-tooltip > div")).toBeHidden();

    const middle = (left + right) / 2;
    await touch(devtools, "touchStart", [middle - 20, y], [middle + 20, y]);
    for (let by = 20; by <= 80; by += 10)
      await touch(devtools, "touchMove", [middle - by, y], [middle + by, y]);
    await touch(devtools, "touchEnd");
    await expect(page.getByRole("group", { name: "Paused" })).toBeVisible();
    const slider = page.getByRole("slider");
    const [from, until] = (await slider.getAttribute("aria-valuetext"))!.split(" to ").map(toSeconds);
    expect(until! - from!).toBeLessThanOrEqual(16);
    await page.getByRole("button", { name: /^Go live/ }).tap();
    await expect(slider).toBeHidden();
  });
});

async function placeIn(panel: Locator, share: number): Promise<[x: number, y: number]> {
  const box = (await panel.boundingBox())!;
  return [box.x + box.width * share, box.y + box.height * 0.6];
}

async function pointAt(page: Page, panel: Locator, share: number): Promise<void> {
  await page.mouse.move(...(await placeIn(panel, share)));
}

async function clickAt(page: Page, panel: Locator, share: number): Promise<void> {
  await page.mouse.click(...(await placeIn(panel, share)));
}

async function dragOver(page: Page, panel: Locator, from: number, to: number): Promise<void> {
  await pointAt(page, panel, from);
  await page.mouse.down();
  await page.mouse.move(...(await placeIn(panel, to)), { steps: 4 });
  await expect(panel.locator(".crosshair-drag")).toBeVisible();
  await page.mouse.up();
}

function touch(
  devtools: CDPSession,
  type: "touchStart" | "touchMove" | "touchEnd",
  ...at: [number, number][]
) {
  return devtools.send("Input.dispatchTouchEvent", { type, touchPoints: at.map(([x, y]) => ({ x, y })) });
}

/** The pixels of a chart's curves. */
function readPicture(panel: Locator): Promise<string> {
  return panel.locator("canvas").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
}

/** The crosshair's place in its panel, in px. */
function readPlace(panel: Locator): Promise<number> {
  return panel.locator(".crosshair-line").evaluate((line) => line.getBoundingClientRect().left);
}

/** What the range field shows, in seconds. */
async function readLength(field: Locator): Promise<number> {
  const [from = 0, until = 0] = (await field.inputValue()).split("–").map(toSeconds);
  return until - from;
}

/** Of what the panel draws, in ms. */
async function readStep(panel: Locator): Promise<number> {
  const [first, second] = await readDrawn(panel);
  return first && second ? second[0] - first[0] : 0;
}

function toSeconds(clock: string): number {
  const [hours = 0, minutes = 0, seconds = 0] = clock.split(":").map(Number);
  return hours * 3_600 + minutes * 60 + seconds;
}
