import { afterAll, beforeAll, expect, it } from "vitest";
import { readHealth } from "./health";
import { startTestRuntime } from "./routes.test-support";

let test: Awaited<ReturnType<typeof startTestRuntime>>;

beforeAll(async () => {
  test = await startTestRuntime();
});
afterAll(() => test.stop());

it("a program that just began is well, and is not once its first step is overdue", async () => {
  const startedMs = Date.now() + 600_000;
  const runtime = { ...test.runtime, startedMs };
  expect(await readHealth(runtime, startedMs + 4_900)).toMatchObject({ status: "ok", lastStep: null });
  expect(await readHealth(runtime, startedMs + 5_100)).toMatchObject({
    status: "degraded",
    warnings: ["no step was stored lately"],
  });
});

it("a program that began again is not late for the steps it was away for", async () => {
  await test.append("counters:a", 1);
  const nowMs = Date.now() + 20_000;
  const justBegun = await readHealth({ ...test.runtime, startedMs: nowMs - 1_000 }, nowMs);
  expect(justBegun.status).toBe("ok");
  expect(justBegun.lastStep!.ageMs).toBeGreaterThan(15_000);
  const longRunning = await readHealth({ ...test.runtime, startedMs: nowMs - 60_000 }, nowMs);
  expect(longRunning.status).toBe("degraded");
});
