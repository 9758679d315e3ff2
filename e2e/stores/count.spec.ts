import { queryTotal } from "../harness/query";
import { sendOverTcp } from "../harness/send";
import { expect, test, serveProgram } from "../harness/test";

const running = serveProgram({ env: { STATBOARD_HOST_METRICS: "off" } });

test("100,000 increments over TCP come back as exactly 100,000", async () => {
  const { program } = running;
  await sendOverTcp(program.statsd, "shop.sold:1|c", 100_000);
  await expect
    .poll(() => queryTotal(program, "shop.sold"), { timeout: 20_000 })
    .toBeGreaterThanOrEqual(100_000);
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  expect(await queryTotal(program, "shop.sold")).toBe(100_000);
});
