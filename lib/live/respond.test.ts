import { expect, it } from "vitest";
import type { EventStream } from "./event-stream";
import { respondWithEvents, type RespondOptions } from "./respond";

/** Runs what is due only when told to. */
function createTicks() {
  const runs = new Map<number, Set<() => void>>();
  return {
    every(ms: number, run: () => void) {
      runs.set(ms, (runs.get(ms) ?? new Set()).add(run));
      return () => void runs.get(ms)!.delete(run);
    },
    tick: (ms: number) => [...(runs.get(ms) ?? [])].forEach((run) => run()),
    running: () => [...runs.values()].reduce((sum, each) => sum + each.size, 0),
  };
}

function open(options: Partial<RespondOptions> = {}) {
  const ticks = createTicks();
  const abort = new AbortController();
  const ended: string[] = [];
  let stream: EventStream | null = null;
  const { response, close } = respondWithEvents({
    signal: abort.signal,
    idleMs: 10,
    lifeMs: 1_000,
    every: ticks.every,
    start(opened) {
      stream = opened;
      return () => ended.push("stopped");
    },
    ended: () => ended.push("ended"),
    ...options,
  });
  const reader = response.body!.getReader();
  const send = (text: string) => stream!.send(new TextEncoder().encode(text));
  const read = async () => {
    const { done, value } = await reader.read();
    return done ? null : new TextDecoder().decode(value);
  };
  return { ticks, abort, ended, response, close, reader, send, read, stream: () => stream };
}

it("sends what it is given as an event stream that no proxy may hold back", async () => {
  const { response, send, read } = open();
  send("one");
  expect(await read()).toBe("retry: 1000\n\n");
  expect(await read()).toBe("one");
  expect(response.headers.get("content-type")).toContain("text/event-stream");
  expect(response.headers.get("cache-control")).toBe("no-cache, no-transform");
  expect(response.headers.get("x-accel-buffering")).toBe("no");
});

it("sends a comment when it was quiet for its whole idle time, and none while it speaks", async () => {
  const { ticks, send, read } = open();
  await read();
  ticks.tick(5);
  ticks.tick(5);
  expect(await read()).toBe(":\n\n");
  send("a");
  ticks.tick(5);
  send("b");
  expect([await read(), await read()]).toEqual(["a", "b"]);
});

it.each([
  ["its request is aborted", (opened: ReturnType<typeof open>) => opened.abort.abort()],
  ["its reader cancels", (opened: ReturnType<typeof open>) => opened.reader.cancel()],
  ["it is closed", (opened: ReturnType<typeof open>) => opened.close()],
  ["its life is over", (opened: ReturnType<typeof open>) => opened.ticks.tick(1_000)],
])("cleans up once when %s", async (_why, end) => {
  const opened = open();
  await end(opened);
  opened.abort.abort();
  opened.close();
  expect(opened.ended).toEqual(["stopped", "ended"]);
  expect(opened.ticks.running()).toBe(0);
  expect(opened.send("late")).toBe(false);
});

it("ends for a client that does not read", async () => {
  const opened = open({ limits: { maxChunks: 3, maxBytes: 1_000 } });
  while (opened.send("x")) if (opened.ended.length > 0) break;
  expect(opened.ended).toEqual(["stopped", "ended"]);
});

it("never begins for a client who is gone already", () => {
  const ended: string[] = [];
  const { stream, ticks } = open({ signal: AbortSignal.abort(), ended: () => ended.push("ended") });
  expect(stream()).toBeNull();
  expect(ended).toEqual(["ended"]);
  expect(ticks.running()).toBe(0);
});
