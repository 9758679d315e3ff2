import { expectValue, findPanel, openBoard } from "../harness/board";
import { sendByHotShots, sendByNetcat } from "../harness/send";
import { expect, test, serveProgram } from "../harness/test";

const running = serveProgram();
const withinMs = 2_000;

test("the board shows the address that listens, and a line to copy, until somebody sends", async ({
  page,
}) => {
  const { statsd, url } = running.program;
  await openBoard(page, url);
  await expect(page.getByText(`Listening on udp ${statsd.host}:${statsd.port}`)).toBeVisible();
  await expect(page.getByLabel("Command, Shell")).toContainText(`nc -u`);
  await expectValue(findPanel(page, "CPU"), /CPU: \d/);
});

test("a line of hot-shots is in a panel within two seconds, without a reload", async ({ page }) => {
  await openBoard(page, running.program.url);
  await sendByHotShots(running.program.statsd, (client) => client.increment("shop.orders", 3));
  await expectValue(findPanel(page, "shop.orders"), /^shop\.orders: 3\D/, withinMs);
});

test("a line of netcat is in a panel within two seconds, without a reload", async ({ page }) => {
  await openBoard(page, running.program.url);
  sendByNetcat(running.program.statsd, "shop.returns:5|c");
  await expectValue(findPanel(page, "shop.returns"), /^shop\.returns: 5\D/, withinMs);
});
