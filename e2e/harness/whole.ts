import { type Locator, expect } from "playwright/test";
import { readDrawn } from "./board";
import type { Program } from "./program";
import { queryPoints } from "./query";

/** What a panel draws of a series to which something is always sent is what the server holds, step by step. */
export async function expectWhole(program: Program, panel: Locator, target: string): Promise<void> {
  const compare = async () => {
    const drawn = await readDrawn(panel);
    const fromMs = drawn.find(([, value]) => value !== null && value > 0)?.[0] ?? 0;
    const inRange = drawn.filter(([startMs]) => startMs >= fromMs);
    const untilMs = (inRange.at(-1)?.[0] ?? 0) + 1_000;
    const stored = await queryPoints(program, target, { fromMs, untilMs });
    const holes = stored.filter(([, value]) => value === null || value === 0);
    return { holes, same: JSON.stringify(inRange) === JSON.stringify(stored), some: inRange.length > 3 };
  };
  await expect.poll(compare, { timeout: 10_000 }).toEqual({ holes: [], same: true, some: true });
}
