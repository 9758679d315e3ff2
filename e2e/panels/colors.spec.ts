import { parseBoardUrl } from "@/lib/dashboard/url";
import type { Locator, Page } from "playwright/test";
import { expectMoving, expectValue, findPanel, openBoard } from "../harness/board";
import { keepSending } from "../harness/send";
import { expect, serveProgram, test } from "../harness/test";

const running = serveProgram();
let stopSending = () => {};
test.beforeAll(() => {
  stopSending = keepSending(running.program.statsd, "till.open:5|g", "till.west:9|g");
});
test.afterAll(() => stopSending());

// Both buckets' names lead to slot 8, and till.west comes first in the order of hashes.
test("a bucket that is added takes no colour away, nor does one that goes, nor a reload", async ({
  page,
}) => {
  await openBoard(page, `${running.program.url}/?target=gauges:till.open&range=1m`);
  await expectMoving(findPanel(page, "till.open"));
  const color = await readColor(page, 0);
  expect(color).toBe("var(--t8)");

  await findPanel(page, "till.open").press("Enter");
  await page.getByRole("textbox", { name: "Write a target" }).fill("gauges:till.west");
  await page.keyboard.press("Enter");
  await expect.poll(() => readColor(page, 1)).toBe("var(--t1)");
  expect(await readColor(page, 0)).toBe(color);
  await expect.poll(() => readSlots(page)).toEqual([["till.west", 0]]);
  await page.keyboard.press("Escape");

  await page.reload();
  await expect.poll(() => readColor(page, 1)).toBe("var(--t1)");
  expect(await readColor(page, 0)).toBe(color);

  // One step for what was added; the colours were none.
  await page.goBack();
  await expect(page).toHaveURL(/\?target=gauges:till\.open&range=1m$/);
  await page.goForward();
  await expect.poll(() => readColor(page, 1)).toBe("var(--t1)");

  await page.locator("[data-panel]").press("Enter");
  await page.getByRole("button", { name: "Remove gauges:till.open" }).click();
  await expect.poll(() => readColor(page, 1)).toBeNull();
  expect(await readColor(page, 0)).toBe("var(--t1)");
  await expect.poll(() => readSlots(page)).toEqual([["till.west", 0]]);
});

test("a link whose buckets share a colour shows two, and stays readable while nothing is changed", async ({
  page,
}) => {
  const query = "?target=gauges:till.open&target=%2Bgauges:till.west&range=1m";
  await openBoard(page, `${running.program.url}/${query}`);
  await expect.poll(() => readColor(page, 1)).not.toBeNull();
  expect(new Set([await readColor(page, 0), await readColor(page, 1)]).size).toBe(2);
  expect(new URL(page.url()).search).toBe(query);
});

test("colours of buckets that a glob finds are kept at once, without a step back", async ({ page }) => {
  await openBoard(page, `${running.program.url}/?range=1m`);
  await openBoard(page, `${running.program.url}/?target=gauges:till.*&range=1m`);
  await expect.poll(() => readSlots(page)).toEqual([["till.open", 0]]);
  await page.goBack();
  await expect(page).toHaveURL(/\/\?range=1m$/);
  // The default board keeps nothing.
  await expectValue(findPanel(page, "till.open"), /: 5/);
  await expect(page).toHaveURL(/\/\?range=1m$/);
});

/** The colour of a line's value at its end; null when there is none. */
async function readColor(page: Page, line: number): Promise<string | null> {
  const value: Locator = page.locator("[data-panel] .edge-value").nth(line);
  return (await value.count()) === 0 ? null : value.getAttribute("fill");
}

async function readSlots(page: Page) {
  return parseBoardUrl(new URL(page.url()).search).state.board.panels[0]?.slots;
}
