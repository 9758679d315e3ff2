import { afterEach, beforeEach, expect, it } from "vitest";
import * as events from "@/app/api/events/route";
import { get, post, startTestRuntime } from "./routes.test-support";
import { setRuntime } from "./runtime";

let test: Awaited<ReturnType<typeof startTestRuntime>>;
beforeEach(async () => void (test = await startTestRuntime()));
afterEach(() => test.stop());

const send = (search: string, body: string, type = "text/plain", headers = {}) =>
  events.POST(post(`/api/events${search}`, body, type, headers));
const sendJson = (body: unknown) => send("", JSON.stringify(body), "application/json");
const list = async (search = "") =>
  (await (await events.GET(get(`/api/events${search}`))).json()) as {
    matched: number;
    events: { title: string; atMs: number }[];
  };

it("takes a deploy in one line of curl", async () => {
  const before = Date.now();
  const response = await send("?tag=web&tag=eu", "v1.4.2", "application/x-www-form-urlencoded");
  expect(response.status).toBe(201);
  const event = (await response.json()) as { atMs: number; id: string };
  expect(event).toEqual({
    id: expect.stringMatching(/^[\w-]{16}$/),
    atMs: expect.any(Number),
    title: "v1.4.2",
    text: "",
    tags: ["web", "eu"],
  });
  expect(event.atMs).toBeGreaterThanOrEqual(before);
  expect(await list()).toEqual({ matched: 1, events: [event] });
});

it("takes JSON, and text of several lines", async () => {
  const whole = { title: " Deploy ", text: "by Ada\n", tags: ["web", "web"], at: 1_700_000_000 };
  expect(await (await sendJson(whole)).json()).toMatchObject({
    title: "Deploy",
    text: "by Ada",
    tags: ["web"],
    atMs: 1_700_000_000_000,
  });
  const lines = await send("?at=-5m", "v2\r\nfixes the cart\nand more", "text/plain; charset=utf-8");
  expect(await lines.json()).toMatchObject({ title: "v2", text: "fixes the cart\nand more", tags: [] });
});

it("lists a span, oldest first, by all tags asked for, the newest when there are many", async () => {
  for (const [title, at, tags] of [
    ["c", 1_700_000_030, ["web", "eu"]],
    ["a", 1_700_000_010, ["web"]],
    ["b", 1_700_000_020, ["db", "eu"]],
  ] as const)
    await sendJson({ title, at, tags });
  const titles = async (search: string) => (await list(search)).events.map(({ title }) => title);
  const span = "?from=1700000010&until=1700000031";
  expect(await titles(span)).toEqual(["a", "b", "c"]);
  expect(await titles("?from=1700000011&until=1700000030")).toEqual(["b"]);
  expect(await titles(`${span}&tag=eu`)).toEqual(["b", "c"]);
  expect(await titles(`${span}&tag=eu&tag=web`)).toEqual(["c"]);
  expect(await list(`${span}&limit=2`)).toMatchObject({
    matched: 3,
    events: [{ title: "b" }, { title: "c" }],
  });
  expect(await titles("")).toEqual([]);
});

it.each([
  ["", "?tag=web", "text/plain", 400, "title"],
  ["v1", "?tag=a%20b", "text/plain", 400, "tags.0: a tag has no spaces"],
  ["v1", "?tag=", "text/plain", 400, "tags.0"],
  ["v1", "?at=yesterday", "text/plain", 400, "at:"],
  ["v1", `?${"tag=a&".repeat(21)}`, "text/plain", 400, "tags"],
  ["x".repeat(201), "", "text/plain", 400, "title"],
  [`v1\n${"x".repeat(4_001)}`, "", "text/plain", 400, "text"],
  ["x".repeat(20_000), "", "text/plain", 413, "16 KB"],
  ["v1", "", "application/xml", 415, "text/plain"],
  ["{", "", "application/json", 400, "not JSON"],
  ["null", "", "application/json", 400, "the body"],
  ['{"title":"a","what":"b"}', "", "application/json", 400, "what"],
  ['{"title":"a","at":1e300}', "", "application/json", 400, "at:"],
  ['{"title":"a","at":99999999999}', "", "application/json", 400, "a day ahead"],
  ['{"title":5}', "", "application/json", 400, "title"],
])("refuses %j with %s as %s", async (body, search, type, status, message) => {
  const response = await send(search, body, type);
  expect(response.status).toBe(status);
  expect(((await response.json()) as { error: { message: string } }).error.message).toContain(message);
  expect((await list()).matched).toBe(0);
});

it("refuses a span that ends before it begins, and times it cannot read", async () => {
  for (const search of ["?from=now&until=-1h", "?from=x", "?limit=0"])
    expect((await events.GET(get(`/api/events${search}`))).status).toBe(400);
});

it("lets those who may view read, and only those who may edit write", async () => {
  const tokens = { edit: "e".repeat(32), view: "v".repeat(32) };
  setRuntime({ ...test.runtime, config: { ...test.runtime.config, tokens } });
  const view = { authorization: `Bearer ${tokens.view}` };
  expect((await events.GET(get("/api/events"))).status).toBe(401);
  expect((await events.GET(get("/api/events", view))).status).toBe(200);
  expect((await send("", "v1", "text/plain", view)).status).toBe(403);
  expect((await send("", "v1", "text/plain", { authorization: `Bearer ${tokens.edit}` })).status).toBe(201);
});
