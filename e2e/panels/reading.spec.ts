import type { Locator, Page } from "playwright/test";
import type { Panel } from "@/lib/dashboard/dashboard";
import { packDashboard } from "@/lib/dashboard/packed";
import { defaultPanel } from "@/lib/dashboard/presets";
import { panelId } from "@/lib/dashboard/schema";
import { expectMoving, expectValue, findPanel, openBoard } from "../harness/board";
import { keepSending } from "../harness/send";
import { expect, serveProgram, test } from "../harness/test";

const running = serveProgram({ env: { STATBOARD_HOST_METRICS: "off" } });
/** In so long a range what is pointed at stays under the pointer for a while. */
const quarterMs = 900_000;
const many = ["a", "b", "c", "d", "e", "f"];
let stopSending = () => {};
test.beforeAll(() => {
  stopSending = keepSending(
    running.program.statsd,
    "shop.pay:30|ms",
    "shop.heap:4000000|g",
    "shop.odd:-5|g",
    ...many.map((name, i) => `many.${name}:${(i + 1) * 10}|g`),
  );
});
test.afterAll(() => stopSending());

test("a log scale has lines by factors, says what it cannot draw, and L turns it on and off", async ({
  page,
}) => {
  await openPanels(page, [{ targets: ["gauges:shop.heap"], yMin: 0 }, { targets: ["gauges:shop.odd"] }]);
  const [heap, odd] = [findPanel(page, "shop.heap"), findPanel(page, "shop.odd")];
  await expectMoving(heap);
  await expect.poll(() => labelsOf(heap)).toEqual(["1.5", "3", "4.5 M"].map(thin));
  await heap.hover();
  await page.keyboard.press("l");
  await expect.poll(() => labelsOf(heap)).toEqual(["5 M", "10 M", "20 M"].map(thin));
  await odd.focus();
  await page.keyboard.press("l");
  await expect(odd.locator(".panel-chip")).toHaveText("0 and below are not drawn: log scale");
  await page.goBack();
  await expect(odd.locator(".panel-chip")).toBeHidden();
  await page.goBack();
  await expect.poll(() => labelsOf(heap)).toEqual(["1.5", "3", "4.5 M"].map(thin));
});

test("targets go to an axis at the right, with a unit and labels of its own", async ({ page }) => {
  await openPanels(page, [{ title: "Two", targets: ["timers:shop.pay:p95", "gauges:shop.heap"], yMin: 0 }]);
  const panel = findPanel(page, "Two");
  await expectMoving(panel);
  await panel.getByRole("button", { name: "Two", exact: true }).click();
  const editor = page.getByRole("dialog", { name: "Edit Two" });
  await editor.getByRole("button", { name: "gauges:shop.heap", exact: true }).click();
  await editor.getByLabel("Its unit").selectOption("bytes");
  await expect.poll(() => labelsOf(panel, 0)).toEqual(["10", "20", "30 ms"].map(thin));
  await expect.poll(() => labelsOf(panel, 1)).toEqual(["4.05", "4.2", "4.35 MB"].map(thin));
  await expect(panel.locator(".edge-value")).toHaveText([/^(29|30)/, /^4\.00\u2009M/]);
});

test("a threshold is typed with its unit, drawn, and told by mark and word once it is passed", async ({
  page,
}) => {
  await openPanels(page, [{ title: "Pay", targets: ["timers:shop.pay:p95"] }]);
  const panel = findPanel(page, "Pay");
  await expectValue(panel, /Pay: (29|30)/);
  await panel.getByRole("button", { name: "Pay", exact: true }).click();
  const editor = page.getByRole("dialog", { name: "Edit Pay" });
  const fresh = editor.getByLabel("Value of a new threshold");
  await fresh.fill("0.02 s");
  await fresh.press("Enter");
  await expect(panel.locator(".threshold-text")).toHaveText(thin("▲ warn 20.0 ms"));
  await expect(panel.locator(".panel-level")).toHaveText("▲ warn");
  await expect(panel.locator("section")).toHaveAttribute("aria-label", /Pay: .*ms, warn/);
  await editor.getByRole("button", { name: "■ crit" }).click();
  await expect(panel.locator(".panel-level")).toHaveText("■ crit");
  await expect(panel.locator(".state-dot")).toHaveAccessibleName("live, crit");

  const value = editor.getByLabel("Value of threshold 1");
  await value.fill("40 apples");
  await expect(editor.getByText("Write a number, like 250 ms.")).toBeVisible();
  await value.fill("40 ms");
  await expect(panel.locator(".panel-level")).toBeHidden();
  await value.press("Tab");
  await page.goBack();
  await expect(panel.locator(".panel-level")).toHaveText("■ crit");
});

test("above four lines a table says what each is; it sorts, draws one alone, hides and fades", async ({
  page,
}) => {
  await openPanels(page, [{ title: "Many", targets: ["gauges:many.*"], chart: "line", height: 8 }]);
  const panel = findPanel(page, "Many");
  const rows = panel.locator(".panel-legend tbody tr");
  await expect(rows).toHaveCount(6);
  await expect(rows.first().locator("td")).toHaveText([/^10/, /^10/, /^10/, /^10/, /^\d/]);
  await panel.getByRole("button", { name: "last" }).click();
  await expect(rows.locator("th span")).toHaveText(["f", "e", "d", "c", "b", "a"]);
  await expect(panel.locator("th[aria-sort]")).toHaveText("last");

  const blank = await paintedPixels(panel);
  await rows.nth(2).hover();
  await expect.poll(() => paintedPixels(panel)).toBeLessThan(blank);
  await rows.nth(2).click();
  await expect(panel.locator('tr[data-drawn="true"] th span')).toHaveText("d");
  await expectValue(panel, /Many: 40/);
  await rows.nth(2).click();
  await rows.nth(0).click({ modifiers: ["Alt"] });
  await expect(panel.locator('tr[data-drawn="false"] th span')).toHaveText("f");

  await page.keyboard.press("2");
  await expect(panel.locator('tr[data-drawn="true"] th span')).toHaveText(["b"]);
  await page.keyboard.press("2");
  await rows.nth(0).getByRole("button").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(rows.nth(1).getByRole("button")).toHaveAttribute("aria-pressed", "true");
  await expectValue(panel, /Many: 50/);
});

test("C draws yesterday beside today, any time can be typed, and the tooltip says both", async ({ page }) => {
  await openPanels(page, [{ title: "Heap", targets: ["gauges:shop.heap"] }]);
  const panel = findPanel(page, "Heap");
  await expectMoving(panel);
  await panel.hover();
  await page.keyboard.press("c");
  await expect(panel.locator(".panel-compare")).toHaveText("1 d earlier");
  await page.keyboard.press("c");
  await expect(panel.locator(".panel-compare")).toHaveText("7 d earlier");
  await page.keyboard.press("c");
  await expect(panel.locator(".panel-compare")).toBeHidden();
  await panel.getByRole("button", { name: "Heap", exact: true }).click();
  const typed = page.getByLabel("Compare with how long ago");
  await typed.fill("2 min");
  await typed.press("Enter");
  await expect(panel.locator(".panel-compare")).toHaveText("2 min earlier");
  const end = (await panel.locator(".edge-now").boundingBox())!;
  await page.mouse.move(end.x + end.width - 8, end.y - 40);
  await expect(panel.locator(".crosshair-tooltip li")).toContainText([/4\u2009M\s*(no value|4\u2009M)/]);
  await expect(panel.locator(".crosshair-earlier")).toHaveText("2 min earlier");
});

test("an event posted now comes to all panels by itself, in every tab, and is told where it is", async ({
  page,
  context,
}) => {
  await openPanels(
    page,
    [{ targets: ["gauges:shop.heap"] }, { targets: ["gauges:shop.odd"], events: false }],
    quarterMs,
  );
  const [heap, odd] = [findPanel(page, "shop.heap"), findPanel(page, "shop.odd")];
  await expectMoving(heap);
  const other = await context.newPage();
  await openPanels(other, [{ targets: ["gauges:shop.heap"] }], quarterMs);
  await expectMoving(findPanel(other, "shop.heap"));
  const posted = await page.request.post(`${running.program.url}/api/events`, {
    data: { title: "web v1.4.2", tags: ["deploy"] },
  });
  expect(posted.status()).toBe(201);
  // It has its place once the step that it lies in has closed.
  for (const each of [heap, findPanel(other, "shop.heap")])
    await expect(each.locator(".event-feet")).toHaveAttribute("d", /^M/);
  await expect(odd.locator(".event-feet")).toHaveAttribute("d", "");
  await other.close();

  await page.bringToFront();
  const foot = (await heap.locator(".event-feet").boundingBox())!;
  const box = (await heap.boundingBox())!;
  // A little before now, where the plot ends.
  await page.mouse.move(foot.x + foot.width / 2 - 3, box.y + box.height / 2);
  await expect(heap.locator(".crosshair-events")).toHaveText(/\d web v1\.4\.2 \(deploy\)/);

  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.keyboard.press("e");
  const dialog = page.getByRole("dialog", { name: "Mark an event" });
  await expect(dialog.getByRole("heading")).toHaveText(/^Mark \d\d:\d\d:\d\d$/);
  await dialog.getByLabel("What happened").fill("looked odd");
  await dialog.getByLabel("What happened").press("Enter");
  await expect(dialog).toBeHidden();
  await page.mouse.move(box.x + box.width / 2 + 1, box.y + box.height / 2);
  await expect(heap.locator(".crosshair-events")).toContainText("looked odd");
});

test("S stacks the lines of the panel that is focused, and unstacks them", async ({ page }) => {
  await openPanels(page, [{ title: "Two", targets: ["gauges:many.a", "gauges:many.b"], chart: "line" }]);
  const panel = findPanel(page, "Two");
  await panel.focus();
  await page.keyboard.press("s");
  await expect(panel.locator("section")).toHaveAttribute("data-chart", "stacked");
  await page.keyboard.press("s");
  await expect(panel.locator("section")).toHaveAttribute("data-chart", "line");
});

async function openPanels(page: Page, wanted: Partial<Panel>[], rangeMs = 60_000): Promise<void> {
  const panels = wanted.map((panel, i) => ({
    ...defaultPanel(panelId(i), [...(panel.targets ?? [])]),
    ...panel,
  }));
  const board = packDashboard({ title: "", rangeMs, theme: "system", panels });
  await openBoard(page, `${running.program.url}/?b=${board}`);
}

/** Of a y axis, from the bottom up: 0 is at the left, 1 at the right. */
async function labelsOf(panel: Locator, axis = 0): Promise<string[]> {
  const texts = await panel.locator(".highcharts-yaxis-labels").nth(axis).locator("text").allTextContents();
  return texts.filter((text) => text !== "");
}

/** How many pixels of the curves have more than half of their ink. */
function paintedPixels(panel: Locator): Promise<number> {
  return panel.locator("canvas").evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    let painted = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i]! > 128) painted++;
    return painted;
  });
}

/** Numbers and units are parted by a thin space. */
function thin(text: string): string {
  return text.replace(/(\d) /, "$1\u2009");
}
