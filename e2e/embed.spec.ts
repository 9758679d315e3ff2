import { type Server, createServer } from "node:http";
import { expectValue, findPanel, openBoard } from "./harness/board";
import { findPort } from "./harness/ports";
import { keepSending } from "./harness/send";
import { startProgram } from "./harness/program";
import { expect, test } from "./harness/test";

/** A page of another site that shows a panel in a frame. */
async function serveFrame(port: number, src: string): Promise<Server> {
  const html = `<!doctype html><link rel="icon" href="data:,"><iframe src="${src}" width="640" height="260"></iframe>`;
  const server = createServer((_request, response) =>
    response.setHeader("content-type", "text/html").end(html),
  );
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}

test("a panel moves in a frame of a page that may show it, and in no other", async ({ page, faults }) => {
  const [allowed, foreign] = [await findPort(), await findPort()];
  const env = { STATBOARD_EMBED: `http://127.0.0.1:${allowed}`, STATBOARD_HOST_METRICS: "off" };
  const program = await startProgram({ env });
  const stopSending = keepSending(program.statsd, "shop.orders:4|c");
  const src = `${program.url}/embed/a?target=counters:shop.orders&amp;range=1m`;
  const pages = [await serveFrame(allowed, src), await serveFrame(foreign, src)];
  try {
    await page.goto(`http://127.0.0.1:${allowed}/`);
    const frame = page.frameLocator("iframe");
    await expect(frame.locator("section")).toHaveAttribute("aria-label", /^shop\.orders: \d/, {
      timeout: 20_000,
    });
    await page.screenshot({ path: test.info().outputPath("frame.png") });
    faults.allow(/frame-ancestors|X-Frame-Options|Framing/i);
    await page.goto(`http://127.0.0.1:${foreign}/`);
    await page.waitForTimeout(1_000);
    await expect(page.frameLocator("iframe").locator("section")).toHaveCount(0);
  } finally {
    stopSending();
    for (const each of pages) each.close();
    await program.remove();
  }
});

test("the editor gives a panel's link, frame and numbers", async ({ page }) => {
  const program = await startProgram({ env: { STATBOARD_HOST_METRICS: "off" } });
  const stopSending = keepSending(program.statsd, "shop.orders:4|c");
  try {
    await openBoard(page, `${program.url}/?target=counters:shop.orders&range=1m`);
    await expectValue(findPanel(page, "shop.orders"), /^shop\.orders: \d/);
    await findPanel(page, "shop.orders").press("Enter");
    await page.screenshot({ path: test.info().outputPath("out.png") });
    const csv = page.getByRole("link", { name: "CSV" });
    const answer = await page.request.get(new URL((await csv.getAttribute("href"))!, program.url).href);
    expect(answer.status()).toBe(200);
    expect((await answer.text()).split("\n").length).toBeGreaterThan(10);
    const alone = page.getByRole("link", { name: "Open alone" });
    await page.goto(program.url + (await alone.getAttribute("href"))!);
    await expect(page.locator("section")).toHaveAttribute("aria-label", /^shop\.orders: \d/, {
      timeout: 20_000,
    });
  } finally {
    stopSending();
    await program.remove();
  }
});
