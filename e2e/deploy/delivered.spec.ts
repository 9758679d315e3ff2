import { expectMoving, findPanel, openBoard } from "../harness/board";
import { findPort } from "../harness/ports";
import { readMetric } from "../harness/query";
import { keepSending } from "../harness/send";
import { expect, serveProgram, test } from "../harness/test";
import { runDoctor } from "./doctor";
import { type Certificate, makeCertificate, type Nginx, nginxPath, readDelivered, startNginx } from "./nginx";

// deploy/nginx.conf as it is delivered, over TLS.

const needsNginx = "not run: no nginx here, and no apt-get to install it with";

const running = serveProgram();
const proxied = {} as { http: string; https: string; nginx: Nginx; certificate: Certificate };
let stopSending = () => {};

test.use({ ignoreHTTPSErrors: true });

test.beforeAll(async () => {
  if (!nginxPath) return;
  const [httpPort, httpsPort] = [await findPort(), await findPort()];
  proxied.http = `http://127.0.0.1:${httpPort}`;
  proxied.https = `https://127.0.0.1:${httpsPort}`;
  proxied.certificate = makeCertificate();
  const upstream = new URL(running.program.url).host;
  const { certificate } = proxied;
  proxied.nginx = await startNginx(
    readDelivered({ httpPort, httpsPort, upstream, certificate }),
    proxied.http,
  );
  stopSending = keepSending(running.program.statsd, "shop.orders:1|c");
});

test.afterAll(async () => {
  stopSending();
  await proxied.nginx?.stop();
  proxied.certificate?.remove();
});

test.beforeEach(() => test.fixme(!nginxPath, needsNginx));

test("through nginx the board moves, over HTTP/2", async ({ page }) => {
  await openBoard(page, `${proxied.https}/?target=shop.orders&range=1m`);
  await expectMoving(findPanel(page, "shop.orders"));
  const protocols = await page.evaluate(() =>
    performance
      .getEntriesByType("resource")
      .map((each) => (each as PerformanceResourceTiming).nextHopProtocol),
  );
  expect(new Set(protocols.filter(Boolean))).toEqual(new Set(["h2"]));
});

test("eight tabs of one browser all move through nginx, over HTTP/2", async ({ context }) => {
  test.slow();
  const pages = [];
  for (let tab = 0; tab < 8; tab++) {
    const page = await context.newPage();
    await openBoard(page, `${proxied.https}/?target=shop.orders&range=1m`);
    pages.push(page);
  }
  for (const page of pages) {
    // Only the tab in front is drawn.
    await page.bringToFront();
    await expectMoving(findPanel(page, "shop.orders"));
  }
});

test("streams that browsers leave are given back through nginx", async ({ page }) => {
  const { program } = running;
  await openBoard(page, `${proxied.https}/?target=shop.orders&range=1m`);
  await expect.poll(() => readMetric(program, "statboard_streams")).toBeGreaterThan(0);
  await page.goto("about:blank");
  await expect.poll(() => readMetric(program, "statboard_streams")).toBe(0);
});

test("the doctor and the page find all well, and the doctor names the redirect to https", async ({
  page,
}) => {
  const ownCertificate = { NODE_EXTRA_CA_CERTS: proxied.certificate.certificatePath };
  const [trusting, careless] = await Promise.all([
    runDoctor([proxied.http], ownCertificate),
    runDoctor([proxied.https, "--insecure", "--json"]),
    (async () => {
      await page.goto(`${proxied.https}/self-test`);
      await expect(page.getByRole("status")).toContainText("All well", { timeout: 45_000 });
      await expect(page.getByText("8 of 8 streams")).toBeVisible();
    })(),
  ]);
  expect(trusting.output).toContain("All well: nothing on the way buffers, compresses or cuts the stream.");
  expect(trusting.output).toContain(`${proxied.http} leads to ${proxied.https}`);
  expect(trusting.output).toContain("nginx · HTTP/2");
  expect(trusting.code).toBe(0);
  expect(JSON.parse(careless.output)).toMatchObject({
    isWell: true,
    findings: [],
    facts: { protocol: "h2", connections: { opened: 8 } },
  });
  expect(careless.code).toBe(0);
});

test("the doctor names a certificate that nobody trusts", async () => {
  const { code, output } = await runDoctor([proxied.https]);
  expect(output).toContain("■ the certificate is not trusted");
  expect(code).toBe(1);
});
