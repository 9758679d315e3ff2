import { readFileSync } from "node:fs";
import { packDashboard } from "@/lib/dashboard/packed";
import { defaultPanel } from "@/lib/dashboard/presets";
import type { Page } from "playwright/test";
import { expectMoving, findPanel, openBoard } from "../harness/board";
import { type Point, queryPoints } from "../harness/query";
import { sendPacket } from "../harness/send";
import { expect, serveProgram, test } from "../harness/test";

const running = serveProgram();
let timer: NodeJS.Timeout;

test.beforeAll(async () => {
  const send = () => {
    const second = Math.floor(Date.now() / 1_000);
    void sendPacket(running.program.statsd, `shape.a:${20 + ((second * 37) % 60)}|g\nshape.b:50|g`);
  };
  send();
  timer = setInterval(send, 100);
  await expect.poll(async () => (await samples()).length, { timeout: 30_000 }).toBeGreaterThan(10);
});
test.afterAll(() => clearInterval(timer));

for (const theme of ["dark", "light"] as const)
  test(`a panel's picture as SVG holds what /api/query answers, in the ${theme} theme`, async ({ page }) => {
    await openEditor(page, theme);
    const loaded: string[] = [];
    page.on("request", (request) => request.url().endsWith(".js") && loaded.push(request.url()));
    const text = (await take(page, "SVG", "Shape-of-it.svg")).toString("utf8");
    // The code came with the click.
    expect(loaded.length).toBeGreaterThan(0);

    const picture = await readPicture(page, text);
    expect(picture.fault).toBe("");
    for (const said of ["Shape of it", "a", "b", "now"]) expect(picture.texts).toContain(said);
    expect(picture.texts.join(" ")).toMatch(/20\d\d, \d\d:\d\d:\d\d – \d\d:\d\d:\d\d UTC/);
    // Nothing of it is elsewhere.
    expect(
      text.match(/(?:href|src)="(?!data:)[^"]*"|url\((?!#)|var\(|class=|<style|<script|foreignObject/g),
    ).toBeNull();
    expect(text.match(/https?:\/\/(?!www\.w3\.org\/)/)).toBeNull();

    expectSamples(picture, await samples());
  });

test("a panel's picture as PNG is twice as fine, and has the colours of its lines", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openEditor(page, "dark");
  const png = await take(page, "PNG", "Shape-of-it.png");
  const box = (await findPanel(page, "Shape of it").locator("section").boundingBox())!;
  const drawn = await readPixels(page, png.toString("base64"));
  expect([drawn.width, drawn.height]).toEqual([2 * Math.round(box.width), 2 * (Math.round(box.height) + 24)]);
  for (const color of await lineColors(page)) expect(drawn.colors[color] ?? 0, color).toBeGreaterThan(200);

  await page.getByRole("button", { name: "Copy picture" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Copied" })).toBeVisible();
  const copied = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const { width, height } = await createImageBitmap(await item!.getType("image/png"));
    return { width, height };
  });
  expect(copied).toEqual({ width: drawn.width, height: drawn.height });
});

async function openEditor(page: Page, theme: "dark" | "light"): Promise<void> {
  const shape = { title: "Shape of it", yMin: 0, yMax: 100, width: 6 };
  const panel = {
    ...defaultPanel("a", ["gauges:shape.a", "gauges:shape.b"]),
    chart: "line" as const,
    ...shape,
  };
  const board = packDashboard({ title: "", rangeMs: 60_000, theme, panels: [panel] });
  await openBoard(page, `${running.program.url}/?b=${board}`);
  await expectMoving(findPanel(page, "Shape of it"));
  await findPanel(page, "Shape of it").press("Enter");
}

/** Clicks, and gives what the browser saves. */
async function take(page: Page, button: string, name: string): Promise<Buffer> {
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: button, exact: true }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toBe(name);
  const path = test.info().outputPath(name);
  await download.saveAs(path);
  return readFileSync(path);
}

interface ReadPicture {
  fault: string;
  texts: string[];
  plot: { left: number; top: number; width: number; height: number };
  /** Each line's corners. */
  lines: [x: number, y: number][][];
}

/** Parses a picture as a browser does. */
function readPicture(page: Page, text: string): Promise<ReadPicture> {
  return page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, "image/svg+xml");
    const clip = parsed.querySelector('clipPath[id^="curves-"] rect')!;
    const [left, top, width, height] = ["x", "y", "width", "height"].map((each) =>
      Number(clip.getAttribute(each)),
    );
    const paths = [...parsed.querySelectorAll('g[clip-path^="url(#curves-"] path[fill="none"]')];
    return {
      fault: parsed.querySelector("parsererror")?.textContent ?? "",
      texts: [...parsed.querySelectorAll("text")].map((each) => each.textContent ?? ""),
      plot: { left: left!, top: top! + 1, width: width!, height: height! - 2 },
      lines: paths.map((path) =>
        [...(path.getAttribute("d") ?? "").matchAll(/[ML]([\d.-]+) ([\d.-]+)/g)].map(
          ([, x, y]): [number, number] => [Number(x), Number(y)],
        ),
      ),
    };
  }, text);
}

/** Some row of samples lies under the line's corners, each within a pixel. */
function expectSamples({ lines, plot }: ReadPicture, points: readonly Point[]): void {
  const line = lines.find((corners) => new Set(corners.map(([, y]) => y)).size > 3)!;
  expect(line.length).toBeGreaterThan(10);
  const pxPerMs = plot.width / 60_000;
  const [firstX] = line[0]!;
  const fits = points.some(([startMs], shift) =>
    line.every(([x, y], i) => {
      const [ms, value] = points[shift + i] ?? [0, null];
      if (value === null) return false;
      const expected = plot.top + plot.height * (1 - value / 100);
      return Math.abs(y - expected) <= 1 && Math.abs(x - firstX - (ms - startMs) * pxPerMs) <= 1;
    }),
  );
  expect(fits).toBe(true);
}

async function readPixels(page: Page, base64: string) {
  return page.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext("2d")!;
    context.drawImage(bitmap, 0, 0);
    const pixels = context.getImageData(0, 0, width, height).data;
    const colors: Record<string, number> = {};
    for (let i = 0; i < pixels.length; i += 4) {
      const color = `${pixels[i]} ${pixels[i + 1]} ${pixels[i + 2]}`;
      colors[color] = (colors[color] ?? 0) + 1;
    }
    return { width, height, colors };
  }, base64);
}

/** `37 130 220`, as the page computes them. */
function lineColors(page: Page): Promise<string[]> {
  return page
    .locator("[data-panel] .edge-value")
    .evaluateAll((all) => all.map((each) => getComputedStyle(each).fill.match(/\d+/g)!.join(" ")));
}

async function samples(): Promise<Point[]> {
  const points = await queryPoints(running.program, "gauges:shape.a", { fromMs: Date.now() - 90_000 });
  return points.filter(([, value]) => value !== null);
}
