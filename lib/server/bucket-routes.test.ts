import { afterEach, beforeEach, expect, it } from "vitest";
import * as buckets from "@/app/api/buckets/route";
import * as renaming from "@/app/api/buckets/rename/route";
import * as tree from "@/app/api/buckets/tree/route";
import { get, post, startTestRuntime } from "./routes.test-support";
import { setRuntime } from "./runtime";

let test: Awaited<ReturnType<typeof startTestRuntime>>;
beforeEach(async () => void (test = await startTestRuntime()));
afterEach(() => test.stop());

const rename = (body: unknown, type = "application/json", headers = {}) =>
  renaming.POST(
    post("/api/buckets/rename", typeof body === "string" ? body : JSON.stringify(body), type, headers),
  );
const remove = (search: string, headers = {}) =>
  buckets.DELETE(new Request(`http://localhost/api/buckets${search}`, { method: "DELETE", headers }));
const list = async (search = "") =>
  (await (await buckets.GET(get(`/api/buckets${search}`))).json()) as {
    matched: number;
    buckets: { series: string; tags: object }[];
  };
const messageOf = async (response: Response) =>
  ((await response.json()) as { error: { message: string } }).error.message;

it("lists pages of buckets with their tags", async () => {
  await test.append("counters:a;env=prod", 1, "one");
  await test.append("counters:b", 1, "two");
  expect((await list("?limit=1")).buckets).toMatchObject([
    { series: "counters:a;env=prod", tags: { env: "prod" } },
  ]);
  expect((await list("?limit=1&offset=1")).buckets).toMatchObject([{ series: "counters:b", tags: {} }]);
  for (const search of ["?offset=-1", "?offset=x", "?limit=0", `?q=${"x".repeat(201)}`])
    expect((await buckets.GET(get(`/api/buckets${search}`))).status).toBe(400);
});

it("shows what stands below a prefix", async () => {
  await test.append("counters:shop.orders", 1, "one");
  await test.append("counters:shop.orders.paid", 1, "two");
  const level = async (search: string) => (await tree.GET(get(`/api/buckets/tree${search}`))).json();
  expect(await level("?prefix=")).toMatchObject({ prefix: null, children: [{ name: "shop", series: 2 }] });
  expect(await level("?prefix=shop")).toMatchObject({
    prefix: "shop",
    more: 0,
    children: [{ segment: "orders", name: "shop.orders", kinds: ["counters"], hasChildren: true }],
  });
  expect((await tree.GET(get("/api/buckets/tree?limit=x"))).status).toBe(400);
  expect((await tree.GET(get(`/api/buckets/tree?prefix=${"x".repeat(1_001)}`))).status).toBe(400);
});

it("renames a series, with its history", async () => {
  const startMs = await test.append("counters:old", 7);
  const response = await rename({ from: "counters:old", to: "counters:new.name" });
  expect(await response.json()).toEqual({ from: "counters:old", to: "counters:new.name" });
  expect((await list()).buckets).toMatchObject([{ series: "counters:new.name" }]);
  const span = { fromMs: startMs, untilMs: startMs + 1_000 };
  expect(await test.runtime.store.read(["counters:new.name"], span, 1_000)).toMatchObject([
    { sum: Float64Array.of(7) },
  ]);
});

it.each([
  ["{", 400, "not JSON"],
  [{ from: "counters:old" }, 400, "the body is"],
  [{ from: "counters:old", to: "counters:new", more: 1 }, 400, "the body is"],
  [{ from: "old", to: "counters:new" }, 400, 'from: "old" is no <kind>:<bucket>'],
  [{ from: "counters:old", to: "counters:" }, 400, "to:"],
  [{ from: "counters:old", to: "timers:new" }, 400, "differ in kind"],
  [{ from: "counters:old", to: "counters:old" }, 400, "the name that"],
  [{ from: "counters:old", to: "counters:a b" }, 400, "counters:a_b"],
  [{ from: "counters:old", to: "counters:a;z=1;b=2" }, 400, "counters:a;b=2;z=1"],
  [{ from: "counters:old", to: "counters:a:rate" }, 400, "counters:arate"],
  [{ from: "counters:old", to: `counters:${"x".repeat(1_001)}` }, 400, "1,000 characters"],
  [{ from: "counters:nobody", to: "counters:new" }, 404, "nobody has sent counters:nobody"],
  [{ from: "timers:old", to: "timers:new" }, 404, "timers:old"],
  [{ from: "counters:*", to: "counters:new" }, 404, "counters:*"],
  ["x".repeat(20_000), 413, "16 KB"],
])("refuses the renaming %j", async (body, status, message) => {
  await test.append("counters:old", 1);
  const response = await rename(body);
  expect(response.status).toBe(status);
  expect(await messageOf(response)).toContain(message);
  expect((await list()).buckets).toMatchObject([{ series: "counters:old" }]);
});

it("removes series, all that are named or none", async () => {
  await test.append("counters:a", 1, "one");
  await test.append("counters:b;env=prod", 1, "two");
  const missing = await remove("?series=counters:a&series=counters:nobody");
  expect(missing.status).toBe(404);
  expect(await messageOf(missing)).toContain("counters:nobody");
  expect((await remove("")).status).toBe(400);
  expect((await remove("?series=a")).status).toBe(400);
  expect((await remove(`?${"series=counters:a&".repeat(501)}`)).status).toBe(400);
  expect((await list()).matched).toBe(2);
  const response = await remove("?series=counters:a&series=counters:b;env%3Dprod");
  expect(await response.json()).toEqual({ removed: ["counters:a", "counters:b;env=prod"] });
  expect((await list()).matched).toBe(0);
});

it("lets those who may view look, and only those who may edit rename and remove", async () => {
  await test.append("counters:a", 1);
  const tokens = { edit: "e".repeat(32), view: "v".repeat(32) };
  setRuntime({ ...test.runtime, config: { ...test.runtime.config, tokens } });
  const view = { authorization: `Bearer ${tokens.view}` };
  expect((await tree.GET(get("/api/buckets/tree"))).status).toBe(401);
  expect((await tree.GET(get("/api/buckets/tree", view))).status).toBe(200);
  expect((await remove("?series=counters:a")).status).toBe(401);
  expect((await remove("?series=counters:a", view)).status).toBe(403);
  const change = { from: "counters:a", to: "counters:b" };
  expect((await rename(change, "application/json", view)).status).toBe(403);
  const edit = { authorization: `Bearer ${tokens.edit}` };
  expect((await rename(change, "text/plain", edit)).status).toBe(415);
  expect((await rename(change, "application/json", edit)).status).toBe(200);
  expect((await remove("?series=counters:b", edit)).status).toBe(200);
});
