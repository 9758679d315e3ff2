import axe from "axe-core";
import type { Page } from "playwright/test";

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string; failureSummary: string }[];
}

/**
 * What axe finds, whatever it thinks of it; the page has to bypass its CSP. What fades in has too little contrast
 * on its way: a sheet is judged when it stands.
 */
export async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    const ending = document
      .getAnimations()
      .filter((each) => each.effect?.getComputedTiming().iterations !== Infinity);
    return Promise.allSettled(ending.map((each) => each.finished)).then(() => {});
  });
  await page.evaluate(axe.source);
  const found = (await page.evaluate("axe.run().then((result) => result.violations)")) as Violation[];
  return found.map(
    ({ id, impact, nodes }) => `${id} (${impact}): ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
  );
}
