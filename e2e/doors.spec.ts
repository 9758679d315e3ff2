import { request } from "node:http";
import { readMetric } from "./harness/query";
import { openBoard } from "./harness/board";
import { expect, test, serveProgram } from "./harness/test";

const running = serveProgram();

test("a request for a foreign host is refused, on pages and routes", async () => {
  for (const path of ["/", "/api/health", "/api/stream?target=a", "/metrics", "/realtime-analytics?id=a"]) {
    const { status, body } = await ask("GET", path, { host: "evil.example" });
    expect([path, status, codeOf(body)]).toEqual([path, 403, "bad_host"]);
  }
});

test("a write with a foreign origin is refused, one without or with its own is taken", async () => {
  const write = (headers: Record<string, string>) =>
    ask("POST", "/api/ingest", { "content-type": "text/plain", ...headers }, "a.b:1|c");
  const foreign = await write({ origin: "http://evil.example" });
  expect([foreign.status, codeOf(foreign.body)]).toEqual([403, "bad_origin"]);
  expect((await write({ "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await write({})).status).toBe(200);
  expect((await write({ origin: running.program.url })).status).toBe(200);
});

test("HEAD of a stream is answered at once, and leaves no stream open", async () => {
  const { program } = running;
  await expect.poll(() => readMetric(program, "statboard_streams")).toBe(0);
  for (const path of ["/api/stream?target=gauges:host.load", "/realtime-analytics?id=a"]) {
    const response = await fetch(program.url + path, { method: "HEAD", signal: AbortSignal.timeout(3_000) });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toContain("text/event-stream");
  }
  expect(await readMetric(program, "statboard_streams")).toBe(0);
});

test("a page holds one stream for all its panels, and gives it back when it is left", async ({ page }) => {
  const { program } = running;
  await openBoard(page, program.url);
  await expect.poll(() => readMetric(program, "statboard_streams")).toBe(1);
  await page.goto("about:blank");
  await expect.poll(() => readMetric(program, "statboard_streams")).toBe(0);
});

function codeOf(body: string): string {
  return (JSON.parse(body) as { error: { code: string } }).error.code;
}

/** Unlike fetch it sends any Host and Origin. */
function ask(
  method: string,
  path: string,
  headers: Record<string, string>,
  text = "",
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asking = request(running.program.url + path, { method, headers }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    asking.on("error", reject);
    asking.end(text);
  });
}
