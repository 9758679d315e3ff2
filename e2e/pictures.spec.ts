import { copyFileSync } from "node:fs";
import { resolve } from "node:path";
import { expectMoving, expectValue, findPanel, openBoard } from "./harness/board";
import { sendPacket } from "./harness/send";
import { expect, test, serveProgram } from "./harness/test";

const running = serveProgram();
const docs = resolve(import.meta.dirname, "../docs");

test("pictures of the first board, in both themes, on a desk and on a phone", async ({
  openPage,
}, testInfo) => {
  const { program } = running;
  const startedMs = Date.now();
  const timer = setInterval(() => void sendPacket(program.statsd, makeLines()), 100);
  await expect.poll(() => Date.now() - startedMs, { timeout: 40_000 }).toBeGreaterThan(20_000);
  for (const theme of ["dark", "light"])
    for (const [suffix, width, height] of [
      ["", 1440, 900],
      ["-390", 390, 844],
    ] as const) {
      const page = await openPage({ viewport: { width, height } });
      await openBoard(page, `${program.url}/?theme=${theme}&range=1m`);
      await expectValue(findPanel(page, "shop.orders"), /^shop\.orders: \d/);
      await expectMoving(findPanel(page, "shop.orders"));
      const picture = testInfo.outputPath(`board-${theme}${suffix}.png`);
      await page.screenshot({ path: picture });
      // SCREENSHOTS=docs keeps them: the README shows one.
      if (process.env.SCREENSHOTS === "docs")
        copyFileSync(picture, resolve(docs, `board-${theme}${suffix}.png`));
      await page.close();
    }
  clearInterval(timer);
});

/** A tenth of a second of a shop. */
function makeLines(): string {
  const wave = 1 + 0.4 * Math.sin(Date.now() / 3_000) + 0.3 * Math.sin(Date.now() / 900);
  const times = (mean: number) => Math.max(1, Math.round(mean * wave * (0.7 + 0.6 * Math.random())));
  const latency = () => Math.round(40 * wave * (1 + Math.random() ** 6 * 5));
  return [
    `shop.orders:${times(4)}|c`,
    `web.hits:${times(60)}|c`,
    ...Array.from({ length: 5 }, () => `api.login:${latency()}|ms`),
    `queue.depth:${times(30)}|g`,
    ...Array.from({ length: 3 }, () => `web.visitors:user${Math.floor(Math.random() * 90)}|s`),
  ].join("\n");
}
