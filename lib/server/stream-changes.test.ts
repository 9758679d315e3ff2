import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as streamById from "@/app/api/stream/[id]/route";
import * as stream from "@/app/api/stream/route";
import type { SnapshotEvent, Subscription } from "@/lib/live/frames";
import { maxTargets } from "@/lib/query/limits";
import { openRedis } from "@/lib/store/redis/open";
import { type RedisServer, startRedisServer } from "@/lib/store/redis-server.test-support";
import { get, patch, post, startTestRuntime } from "./routes.test-support";
import { setRuntime } from "./runtime";

type TestRuntime = Awaited<ReturnType<typeof startTestRuntime>>;

const byId = (id: string) => ({ params: Promise.resolve({ id }) });
const subscribe = (key: string, target = `counters:${key}`): Subscription => ({
  key,
  target,
  rangeMs: 60_000,
  stepMs: null,
});
const json = "application/json";

async function makeStream(...subscriptions: Subscription[]): Promise<string> {
  const made = await stream.POST(post("/api/stream", JSON.stringify({ subscriptions }), json));
  return ((await made.json()) as { id: string }).id;
}

const change = (id: string, body: unknown, type = json) =>
  streamById.PATCH(
    patch(`/api/stream/${id}`, typeof body === "string" ? body : JSON.stringify(body), type),
    byId(id),
  );
const keysOf = ({ data }: { data: unknown }) => (data as SnapshotEvent).keys;

describe("a stream whose description changes", () => {
  let test: TestRuntime;
  beforeEach(async () => void (test = await startTestRuntime()));
  afterEach(() => test.stop());

  it("goes on with what is added, and without what is removed", async () => {
    await test.append("counters:a", 1);
    await test.append("counters:b", 2, "second");
    const id = await makeStream(subscribe("a"));
    const next = test.readEvents(await streamById.GET(get(`/api/stream/${id}`), byId(id)));
    expect(keysOf(await next(({ event }) => event === "snapshot"))).toEqual(["a"]);
    expect((await change(id, { add: [subscribe("b")] })).status).toBe(204);
    const added = await next(({ event }) => event === "snapshot");
    expect(keysOf(added)).toEqual(["a", "b"]);
    expect((added.data as SnapshotEvent).columns.map((runs) => runs.length > 0)).toEqual([false, true]);
    expect((await change(id, { remove: ["a"] })).status).toBe(204);
    expect(await next(({ event }) => event === "snapshot")).toMatchObject({ data: { keys: ["b"] } });
  });

  it("loses none of many changes made at once", async () => {
    const id = await makeStream();
    const keys = Array.from({ length: 20 }, (_, i) => `k${i + 10}`);
    const answers = await Promise.all(keys.map((key) => change(id, { add: [subscribe(key)] })));
    expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 204));
    const next = test.readEvents(await streamById.GET(get(`/api/stream/${id}`), byId(id)));
    expect(keysOf(await next(() => true))!.toSorted()).toEqual(keys);
  });

  it("ends when its description is deleted", async () => {
    const id = await makeStream(subscribe("a"));
    const next = test.readEvents(await streamById.GET(get(`/api/stream/${id}`), byId(id)));
    await next(() => true);
    await streamById.DELETE(get(`/api/stream/${id}`), byId(id));
    await expect(next(() => false)).rejects.toThrow("the stream ended");
    expect(test.runtime.streams.count()).toBe(0);
  });

  it.each([
    ["{", "not JSON"],
    [{ add: [{ ...subscribe("a"), rangeMs: 1 }] }, "add.0.rangeMs"],
    [{ add: [subscribe("a"), subscribe("a")] }, "same key"],
    [{ remove: [""] }, "remove.0"],
    [{ adds: [] }, "adds"],
    ["null", "body"],
  ])("points at the fault of the change %j", async (body, message) => {
    const response = await change(await makeStream(), body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: { code: "bad_request", message: expect.stringContaining(message) },
    });
  });

  it("holds no more targets than a stream may have", async () => {
    const many = Array.from({ length: maxTargets }, (_, i) => subscribe(`k${i}`, "a"));
    const id = await makeStream(...many);
    expect((await change(id, { add: [subscribe("one more")] })).status).toBe(400);
    expect((await change(id, { remove: ["k0"], add: [subscribe("another")] })).status).toBe(204);
  });

  it("is unknown when it was never made, and takes JSON only, of a bounded size", async () => {
    expect((await change("AAAAAAAAAAAAAAAAAAAAAA", {})).status).toBe(404);
    const id = await makeStream();
    expect((await change(id, {}, "text/plain")).status).toBe(415);
    expect((await change(id, " ".repeat(300_000))).status).toBe(413);
  });

  it("asks for the same right as making one", async () => {
    const id = await makeStream();
    const tokens = { edit: "e".repeat(20), view: "v".repeat(20) };
    setRuntime({ ...test.runtime, config: { ...test.runtime.config, tokens } });
    expect((await change(id, {})).status).toBe(401);
  });
});

describe("two web processes on one Redis", () => {
  let server: RedisServer;
  const processes: TestRuntime[] = [];
  beforeEach(async () => {
    server = await startRedisServer();
    for (let i = 0; i < 2; i++) {
      processes.push(
        await startTestRuntime((config) =>
          openRedis({ ...config, workerUrl: new URL("file:///unused"), seals: false }, server.url),
        ),
      );
    }
  });
  afterEach(async () => {
    for (const each of processes.splice(0)) await each.stop();
    await server.stop();
  });

  it("a change sent to one reaches the stream that the other holds", async () => {
    const [first, second] = processes as [TestRuntime, TestRuntime];
    await first.append("counters:a", 1);
    await first.append("counters:b", 2, "second");
    setRuntime(first.runtime);
    const id = await makeStream(subscribe("a"));
    const next = first.readEvents(await streamById.GET(get(`/api/stream/${id}`), byId(id)));
    await next(({ event }) => event === "snapshot");
    setRuntime(second.runtime);
    expect((await change(id, { add: [subscribe("b")] })).status).toBe(204);
    const added = await next(({ event }) => event === "snapshot");
    expect(keysOf(added)).toEqual(["a", "b"]);
    expect((added.data as SnapshotEvent).columns[1]!.flatMap(([, values]) => values)).toContain(2);
  });

  it("changes made in both at once are all kept, and either serves them", async () => {
    setRuntime(processes[0]!.runtime);
    const id = await makeStream();
    const keys = Array.from({ length: 10 }, (_, i) => `k${i}`);
    const answers = await Promise.all(
      keys.map((key, i) => {
        setRuntime(processes[i % 2]!.runtime);
        return change(id, { add: [subscribe(key)] });
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 204));
    for (const each of processes) {
      setRuntime(each.runtime);
      const next = each.readEvents(await streamById.GET(get(`/api/stream/${id}`), byId(id)));
      expect(keysOf(await next(() => true))!.toSorted()).toEqual(keys);
    }
  });
});
