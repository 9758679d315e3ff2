import { afterAll, beforeAll, expect, it } from "vitest";
import * as counters from "@/app/counters/[[...path]]/route";
import * as data from "@/app/data/route";
import * as timers from "@/app/timers/[[...path]]/route";
import { get, startTestRuntime } from "./routes.test-support";
import { setRuntime } from "./runtime";

let test: Awaited<ReturnType<typeof startTestRuntime>>;

beforeAll(async () => {
  test = await startTestRuntime();
});
afterAll(() => test.stop());

it("answers batsd-dash's page, whatever it accepts", async () => {
  const startMs = await test.append("counters:web.hits", 14);
  const answer = await data.GET(get("/data?counters=web.hits"));
  expect(answer.status).toBe(200);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const { interval, results } = (await answer.json()) as { interval: number; results: { values: unknown }[] };
  expect([interval, results[0]!.values]).toEqual([1, [[startMs, 14]]]);
});

it("refuses as batsd-dash does: 400, and an error that is a text", async () => {
  const answer = await data.GET(get("/data?start=1&counters=a"));
  expect([answer.status, await answer.json()]).toEqual([400, { error: "Invalid time range" }]);
});

it("shows data only to whoever may view", async () => {
  const { config } = test.runtime;
  setRuntime({ ...test.runtime, config: { ...config, tokens: { edit: "edit-token", view: null } } });
  expect((await data.GET(get("/data?counters=a"))).status).toBe(401);
  setRuntime(test.runtime);
});

it("sends batsdboard's links on to a board, relative to wherever it is served", async () => {
  const go = (route: typeof counters, ...path: string[]) =>
    route.GET(get("/x"), { params: Promise.resolve({ path }) });
  const answers = [await go(counters, "web.hits"), await go(timers, "web.time", "max"), await go(timers)];
  expect(answers.map(({ status }) => status)).toEqual([307, 307, 307]);
  expect(answers.map(({ headers }) => headers.get("location"))).toEqual([
    "/?target=counters:web.hits",
    "/?target=timers:web.time:max",
    "/",
  ]);
});
