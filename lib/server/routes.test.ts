import { afterEach, beforeEach, expect, it } from "vitest";
import * as buckets from "@/app/api/buckets/route";
import * as health from "@/app/api/health/route";
import * as ingestRoute from "@/app/api/ingest/route";
import * as query from "@/app/api/query/route";
import * as stream from "@/app/api/stream/route";
import * as metrics from "@/app/metrics/route";
import * as realtime from "@/app/realtime-analytics/route";
import { get, post, startTestRuntime } from "./routes.test-support";
import { setRuntime } from "./runtime";

let test: Awaited<ReturnType<typeof startTestRuntime>>;
beforeEach(async () => void (test = await startTestRuntime()));
afterEach(() => test.stop());

it("answers history as JSON and CSV", async () => {
  const startMs = await test.append("counters:a", 7);
  const path = `/api/query?target=counters:a&from=${startMs}&until=${startMs + 1_000}`;
  const answer = await (await query.GET(get(path))).json();
  expect(answer).toEqual({
    series: [{ target: "counters:a", name: "counters:a", startMs, stepMs: 1_000, values: [7] }],
    historyFromMs: startMs,
    notices: [],
  });
  const columns = await query.GET(get(`${path}&format=columns`));
  const bytes = Buffer.from(await columns.arrayBuffer());
  const headEnd = bytes.indexOf("\n") + 1;
  expect([0, 8, 16].map((at) => bytes.readDoubleLE(headEnd + at))).toEqual([startMs, 1_000, 7]);
  const csv = await query.GET(get(`${path}&format=csv`));
  expect(csv.headers.get("content-type")).toContain("text/csv");
  expect(await csv.text()).toBe(`time,"counters:a"\r\n${new Date(startMs).toISOString()},7\r\n`);
});

it.each([
  ["", "target"],
  ["?target=a&range=xyz", "range"],
  ["?target=a&range=61d", "range"],
  ["?target=a&step=0s", "step"],
  ["?target=a&from=yesterday", "from"],
  ["?target=a&from=now&until=-1h", "from"],
  ["?target=a&format=xml", "format"],
  ["?target=a&maxDataPoints=-1", "maxDataPoints"],
  ["?target=a&consolidate=nicest", "consolidate"],
  ["?target=seriesByTag('a=~(')", "regular expression"],
  ["?target=sumSeries(a", "character 12"],
  ["?target=counters:a:p95", "no statistic"],
])("points at the fault of the query %s", async (search, message) => {
  const response = await query.GET(get(`/api/query${search}`));
  expect(response.status).toBe(400);
  const { error } = (await response.json()) as { error: { message: string } };
  expect(error.message).toContain(message);
});

it("lists buckets with their last value", async () => {
  await test.append("counters:shop.orders", 3);
  const answer = await (await buckets.GET(get("/api/buckets?q=ordres&limit=5"))).json();
  expect(answer).toMatchObject({
    matched: 1,
    buckets: [{ series: "counters:shop.orders", kind: "counters", bucket: "shop.orders" }],
  });
  expect((await buckets.GET(get("/api/buckets?kind=nonsense"))).status).toBe(400);
});

it("takes StatsD lines in a body, and says how many were bad", async () => {
  const response = await ingestRoute.POST(
    post("/api/ingest", "a:1|c\nnonsense\nb:2|g", "text/plain; charset=utf-8"),
  );
  expect(await response.json()).toEqual({ accepted: 2, bad: 1 });
  expect((await ingestRoute.POST(post("/api/ingest", "a:1|c", "application/json"))).status).toBe(415);
  expect((await ingestRoute.POST(post("/api/ingest", "x".repeat(1_100_000), "text/plain"))).status).toBe(413);
});

it("with tokens, every route asks for one, and writing for the one that may edit", async () => {
  const tokens = { edit: "e".repeat(32), view: "v".repeat(32) };
  setRuntime({ ...test.runtime, config: { ...test.runtime.config, tokens } });
  const ways: ((headers: Record<string, string>) => Response | Promise<Response>)[] = [
    (headers) => stream.HEAD(get("/api/stream?target=a", headers)),
    (headers) => query.GET(get("/api/query?target=a", headers)),
    (headers) => buckets.GET(get("/api/buckets", headers)),
    (headers) => metrics.GET(get("/metrics", headers)),
    (headers) => realtime.HEAD(get("/realtime-analytics?id=a", headers)),
    (headers) => stream.POST(post("/api/stream", '{"subscriptions":[]}', "application/json", headers)),
  ];
  for (const way of ways) {
    expect((await way({})).status).toBe(401);
    expect((await way({ authorization: `Bearer ${tokens.view}` })).status).toBeLessThan(300);
  }
  const write = (token: string) =>
    ingestRoute.POST(post("/api/ingest", "a:1|c", "text/plain", { authorization: `Bearer ${token}` }));
  expect((await write(tokens.view)).status).toBe(403);
  expect((await write(tokens.edit)).status).toBe(200);
});

it("is healthy while steps are stored, and prints itself for Prometheus", async () => {
  await test.append("counters:a", 1);
  const answer = await health.GET(get("/api/health"));
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ status: "ok", store: { state: "ok" }, backlog: 0 });
  const text = await (await metrics.GET(get("/metrics"))).text();
  expect(text).toMatch(/^statboard_up 1$/m);
  for (const line of text.trimEnd().split("\n"))
    expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+ [\d.e+-]+)$/);
});
