import { randomFillSync } from "node:crypto";
import type { Page } from "playwright/test";
import { expectLive, expectValue, findPanel, listPanels, openBoard } from "./harness/board";
import { readMetric } from "./harness/query";
import { keepSending, sendPacket } from "./harness/send";
import { expect, test, serveProgram } from "./harness/test";

const running = serveProgram();
const badLines = "statboard_bad_lines_total";

test("malformed lines, huge packets and noise are counted, and the board goes on", async ({ page }) => {
  const { program } = running;
  await openBoard(page, program.url);
  const before = await readMetric(program, badLines);
  await sendPacket(program.statsd, "garbage\na:b|c\nfoo:1|c|@Infinity\n:1|c\nx:1|zz");
  await expect.poll(() => readMetric(program, badLines)).toBeGreaterThanOrEqual(before + 4);
  await sendPacket(program.statsd, "x".repeat(65_507));
  await sendPacket(program.statsd, randomFillSync(new Uint8Array(65_000)));
  await sendPacket(program.statsd, "still.here:2|c");
  await expectValue(findPanel(page, "still.here"), /^still\.here: 2\D/);
  await expectLive(page);
});

test("names that are words of JavaScript are names, and markup stays text", async ({ page }) => {
  const { program } = running;
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
  const hostile = "<img src=x onerror=hacked=1><script>hacked=1</script>";
  await openBoard(page, program.url);
  const lines = [...names.map((name) => `${name}:4|c`), "valueOf:4|ms", `${hostile}:4|c`];
  const stopSending = keepSending(program.statsd, ...lines);
  for (const name of names) await expectValue(findPanel(page, name), new RegExp(`^${name}: \\d`));
  await expectValue(findPanel(page, "valueOf"), /^valueOf: 4/);
  stopSending();
  for (const name of names) {
    const answer = await fetch(`${program.url}/api/query?target=counters:${name}&from=-1m`);
    expect(answer.status).toBe(200);
  }
  await expectNoMarkup(page);

  const query = new URLSearchParams({ title: hostile, target: hostile });
  await page.goto(`${program.url}/?${query}`);
  await expect(page.getByLabel("Title of the board")).toHaveValue(hostile);
  await expectNoMarkup(page);
});

const broken = [
  ["a packed board that is cut off", "/?b=1.abc", "could not be read"],
  ["a packed board of another version", "/?b=9.AAAA", "could not be read"],
  ["a range that is none", "/?range=99y", 'The range "99y"'],
  ["a theme that is none", "/?theme=purple", 'The theme "purple"'],
  ["a target without a name", "/?target=", "names no bucket"],
] as const;
for (const [what, path, notice] of broken)
  test(`${what} gives the default board, with a notice`, async ({ page }) => {
    await openBoard(page, running.program.url + path);
    await expect(page.getByRole("status", { name: "Notices" })).toContainText(notice);
    expect(await listPanels(page)).toContain("CPU");
  });

test("a target that cannot be read is said in its panel, and the others go on", async ({ page }) => {
  await openBoard(page, `${running.program.url}/?target=sumSeries((&target=gauges:host.load`);
  await expect(page.locator(".panel-error")).toContainText("sumSeries((");
  await expectValue(findPanel(page, "host.load"), /^host\.load: \d/);
});

async function expectNoMarkup(page: Page): Promise<void> {
  expect(await page.evaluate(() => "hacked" in window)).toBe(false);
  expect(await page.locator("img, main script").count()).toBe(0);
}
