import { type Locator, type Page, expect } from "playwright/test";
import type { Point } from "./query";

/** What these tests ask of a Highcharts chart. */
interface DrawnChart {
  series: { source: { window: { firstMs: number; stepMs: number; values: (number | null)[] } } }[];
}

interface Fiber {
  return: Fiber | null;
  memoizedState: Hook | null;
}

interface Hook {
  memoizedState: { current?: Partial<DrawnChart> | null } | null;
  next: Hook | null;
}

/** Opens a path of the program, and waits until the board says that it is live. */
export async function openBoard(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expectLive(page);
}

export async function expectLive(page: Page): Promise<void> {
  await expect(page.locator('header p[data-state="live"]')).toBeVisible({ timeout: 20_000 });
}

/** A panel by the name in its head. */
export function findPanel(page: Page, title: string): Locator {
  return page.locator("[data-panel]").filter({ has: page.getByRole("button", { name: title, exact: true }) });
}

/** The names of all panels, in their order. */
export function listPanels(page: Page): Promise<string[]> {
  return page.locator("[data-panel]").evaluateAll((all) => all.map((each) => each.ariaLabel ?? ""));
}

/** The panel's number: `3 /s` at once a value is drawn. */
export async function expectValue(panel: Locator, value: RegExp, timeout = 10_000): Promise<void> {
  await expect(panel.locator("section")).toHaveAttribute("aria-label", value, { timeout });
}

/** What the panel's first series is drawn from, nothing before it is drawn; the chart is found where React keeps it. */
export function readDrawn(panel: Locator): Promise<Point[]> {
  return panel.locator(".panel-chart").evaluate((element) => {
    const key = Object.keys(element).find((each) => each.startsWith("__reactFiber$"));
    let fiber = (element as unknown as Record<string, Fiber | undefined>)[key ?? ""]?.return ?? null;
    for (; fiber; fiber = fiber.return)
      for (let hook = fiber.memoizedState; hook && "next" in hook; hook = hook.next) {
        const window = hook.memoizedState?.current?.series?.[0]?.source.window;
        if (!window) continue;
        return window.values.map((value, i): Point => [window.firstMs + i * window.stepMs, value]);
      }
    return [];
  });
}

/** Two more steps are drawn. */
export async function expectMoving(panel: Locator): Promise<void> {
  const readEnd = async () => (await readDrawn(panel)).findLast(([, value]) => value !== null)?.[0] ?? 0;
  await expect.poll(readEnd, { timeout: 10_000 }).toBeGreaterThan(0);
  const beforeMs = await readEnd();
  await expect.poll(readEnd, { timeout: 10_000 }).toBeGreaterThanOrEqual(beforeMs + 2_000);
}
