import { formatValue, printFormatted } from "@/components/panel/format";
import type { Locator } from "playwright/test";
import type { Point } from "../harness/query";

const rangeMs = 60_000;

/** Text and length of each bar, from the first to the last. */
export function readBars(panel: Locator): Promise<{ text: string; share: number }[]> {
  return panel.locator(".bars li").evaluateAll((rows) =>
    rows.map((row) => {
      const bar = row.querySelector<HTMLElement>(".bar")!;
      const share = bar.getBoundingClientRect().width / row.getBoundingClientRect().width;
      return { text: row.querySelector("b")!.textContent, share: Math.round(share * 10_000) / 10_000 };
    }),
  );
}

/** The cells of each row by its series: last, min, max, avg, sum. */
export async function readTable(panel: Locator): Promise<Map<string, string[]>> {
  const rows = await panel.locator("tbody tr").evaluateAll((all) =>
    all.map((row): [string, string[]] => {
      const cells = [...row.querySelectorAll("td")].map((cell) =>
        [...cell.children]
          .map((each) => each.textContent)
          .join(" ")
          .trim(),
      );
      return [row.querySelector("th")!.title, cells];
    }),
  );
  return new Map(rows);
}

/** Min, max, avg and sum of the range that ends with this step, as a table prints them. */
export function printSummary(points: readonly Point[], edgeMs: number): string[] {
  const values = points
    .filter(([ms, value]) => value !== null && ms >= edgeMs - rangeMs && ms <= edgeMs)
    .map(([, value]) => value!);
  const sum = values.reduce((total, value) => total + value, 0);
  return [Math.min(...values), Math.max(...values), sum / values.length, sum].map((value) =>
    printFormatted(formatValue(value, "none")).replace("\u2009", " "),
  );
}

/** What a dial says, what its ends do, and where its needle stands between them, from 0 to 1. */
export function readDial(panel: Locator): Promise<{ text: string; ends: string[]; share: number }> {
  return panel.locator(".dial").evaluate((dial) => {
    const numbers = (selector: string) =>
      dial
        .querySelector(selector)!
        .getAttribute("d")!
        .match(/-?[\d.]+/g)!
        .map(Number);
    // M x y A r r 0 large 1 x y, the same at both sides of the middle.
    const [fromX, fromY, radius, , , , , toX] = numbers(".dial-track") as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const x = (fromX + toX) / 2;
    const drop = Math.sqrt(Math.max(0, radius ** 2 - (x - fromX) ** 2));
    const isRound = dial.getAttribute("data-shape") === "round";
    const y = fromY - (isRound ? drop : 0);
    const [needleX, needleY] = numbers(".dial-needle") as [number, number];
    const [from, sweep] = isRound ? [135, 270] : [180, 180];
    const degrees = (Math.atan2(needleY - y, needleX - x) * 180) / Math.PI;
    return {
      text: dial.querySelector("b")!.textContent,
      ends: [...dial.querySelectorAll("text")].map((each) => each.textContent),
      share: ((((degrees - from) % 360) + 360) % 360) / sweep,
    };
  });
}
