import { findPort } from "../harness/ports";
import { expect, serveProgram, test } from "../harness/test";
import { findViolations } from "../harness/violations";
import { runDoctor } from "./doctor";
import { type Nginx, nginxPath, startNginx } from "./nginx";

// nginx asks over HTTP/1.0 unless it is told otherwise, and holds what it then gets until 4 KB are full. Each nginx spoils the stream in one way; the doctor and the page name it in the same words.

const needsNginx = "not run: no nginx here, and no apt-get to install it with";

const ways = [
  {
    name: "buffers",
    settings: "proxy_ignore_headers X-Accel-Buffering;",
    title: /buffered by nginx/,
    line: "proxy_buffering off;",
  },
  {
    name: "compresses",
    settings:
      "proxy_ignore_headers X-Accel-Buffering; gzip on; gzip_proxied any; gzip_types text/event-stream;",
    title: /compressed by nginx/,
    line: "gzip off;",
  },
  {
    name: "cuts after 3 s of silence",
    settings: "proxy_read_timeout 3s;",
    title: /cut by nginx after (2\.[5-9]|3\.\d) s of silence/,
    line: "proxy_read_timeout 75s;",
  },
];

const running = serveProgram();
const started: Nginx[] = [];
const urls = new Map<string, string>();

test.beforeAll(async () => {
  if (!nginxPath) return;
  for (const { name, settings } of ways) urls.set(name, await startSpoiled(settings));
});

test.afterAll(async () => {
  for (const nginx of started) await nginx.stop();
});

test.beforeEach(() => test.fixme(!nginxPath, needsNginx));

for (const { name, title, line } of ways) {
  test(`where nginx ${name}, the doctor and the page say so, and which line to change`, async ({
    openPage,
    faults,
  }) => {
    const page = await openPage({ bypassCSP: true, viewport: { width: 390, height: 844 } });
    faults.allow(/ERR_INCOMPLETE_CHUNKED_ENCODING/);
    const url = urls.get(name)!;
    const [{ code, output }] = await Promise.all([
      runDoctor([url]),
      (async () => {
        await page.goto(`${url}/self-test`);
        await expect(page.getByRole("status")).toContainText(title, { timeout: 45_000 });
      })(),
    ]);
    expect(output).toMatch(new RegExp(`^■ ${title.source}$`, "m"));
    expect(output).toContain(line);
    expect(output.match(/^■/gm)).toHaveLength(1);
    expect(code).toBe(1);
    const finding = page.getByRole("article").first();
    await expect(finding.getByRole("heading")).toContainText(title);
    await expect(finding.getByText(line, { exact: true })).toBeVisible();
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await findViolations(page)).toEqual([]);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  });
}

test("where nginx does not reach Statboard, or its Host is not served, the doctor says which", async () => {
  const nobody = await startSpoiled("", `127.0.0.1:${await findPort()}`);
  const away = await runDoctor([nobody]);
  expect(away.output).toContain("■ nginx does not reach Statboard");
  expect(away.code).toBe(1);
  const foreign = await startSpoiled("proxy_set_header Host board.example;");
  const refused = await runDoctor([foreign]);
  expect(refused.output).toContain("■ Statboard does not serve this host");
  expect(refused.output).toContain("STATBOARD_ORIGINS=");
  expect(refused.code).toBe(1);
});

async function startSpoiled(settings: string, upstream = new URL(running.program.url).host): Promise<string> {
  const port = await findPort();
  const url = `http://127.0.0.1:${port}`;
  const location = `proxy_pass http://${upstream}; ${settings}`;
  started.push(await startNginx(`server { listen 127.0.0.1:${port}; location / { ${location} } }`, url));
  return url;
}
