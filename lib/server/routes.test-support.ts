import { randomUUID } from "node:crypto";
import { packValues } from "@/lib/metric/packed-values";
import type { SeriesName } from "@/lib/metric/series";
import { systemClock } from "@/lib/metric/clock";
import { everyInterval } from "@/lib/live/event-stream";
import { createEvaluator } from "@/lib/query/evaluator";
import { createStreamHub } from "@/lib/query/stream-hub";
import { counter } from "@/lib/query/stream.test-support";
import { startIngest } from "@/lib/statsd/ingest";
import { createEmbeddedStore } from "@/lib/store/embedded/metrics";
import type { Stores } from "@/lib/store/open-options";
import { createRecordStore } from "@/lib/store/records";
import { createAttempts } from "./attempts";
import { type Config, readConfig } from "./config";
import { type Runtime, setRuntime } from "./runtime";
import { createStreamRegistry } from "./streams";

type OpenTestStores = (config: Config) => Promise<Pick<Stores, "metrics" | "boards">>;

const openInMemory: OpenTestStores = async (config) => ({
  metrics: await createEmbeddedStore({ ...config, disk: null, clock: systemClock }),
  boards: createRecordStore({ now: Date.now, saved: [], save: async () => {}, close: async () => {} }),
});

/** A runtime as the server makes it, its store in memory unless told, and its ingest without sockets. */
export async function startTestRuntime(openStores = openInMemory) {
  const { config, faults } = readConfig({});
  if (!config) throw new Error(faults.join("; "));
  const { metrics: store, boards } = await openStores(config);
  const appends: Promise<void>[] = [];
  const ingest = await startIngest(
    {
      mode: "inline",
      workerUrl: null,
      statsd: null,
      flushMs: config.flushMs,
      writer: `test ${randomUUID()}`,
      selfMetrics: false,
    },
    { flush: (flush) => void appends.push(store.append(flush)), warn: () => {} },
  );
  const live = { store, retention: config.retention, clock: systemClock, every: everyInterval };
  const evaluator = createEvaluator(live);
  const runtime: Runtime = {
    config,
    store,
    boards,
    evaluator,
    hub: createStreamHub({ ...live, evaluator, boards }),
    ingest,
    streams: createStreamRegistry({
      maxStreams: config.maxStreams,
      maxPerAddress: config.maxStreamsPerAddress,
    }),
    attempts: createAttempts(),
    backlog: () => 0,
    clockOffsetMs: () => 0,
    startedMs: Date.now(),
  };
  setRuntime(runtime);
  const open: { cancel(): Promise<void> }[] = [];
  return {
    runtime,
    ingest,
    append: (name: SeriesName, sum: number, writer = "other") => append(runtime, name, sum, writer),
    readEvents(response: Response) {
      const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
      open.push(reader);
      return readEvents(reader);
    },
    async stop() {
      for (const each of open) await each.cancel();
      await ingest.stop();
      await Promise.all(appends);
      await runtime.boards.close();
      await runtime.store.close();
    },
  };
}

export const get = (path: string, headers: Record<string, string> = {}) =>
  new Request(`http://localhost${path}`, { headers });
export const patch = (path: string, body: string, type: string) =>
  new Request(`http://localhost${path}`, { method: "PATCH", body, headers: { "content-type": type } });
export const post = (path: string, body: string, type: string, headers: Record<string, string> = {}) =>
  new Request(`http://localhost${path}`, {
    method: "POST",
    body,
    headers: { "content-type": type, ...headers },
  });

/** A flush of one counter in the step that has just ended. */
async function append(runtime: Runtime, name: SeriesName, sum: number, writer: string): Promise<number> {
  const startMs = Math.floor(Date.now() / 1_000) * 1_000 - 1_000;
  await runtime.store.append({
    writer,
    sequence: 1,
    startMs,
    stepMs: 1_000,
    values: packValues([[name, counter(sum)]]),
  });
  return startMs;
}

interface Event {
  event: string;
  data: unknown;
  id: string | null;
}

/** Reads events until one is wanted; comments and retry are passed over. */
function readEvents(reader: ReadableStreamDefaultReader<string>) {
  let text = "";
  return async function next(isWanted: (event: Event) => boolean): Promise<Event> {
    for (;;) {
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? null;
        if (field("event") === null) continue;
        const event = { event: field("event")!, data: JSON.parse(field("data")!), id: field("id") };
        if (isWanted(event)) return event;
      }
      const { done, value } = await reader.read();
      if (done) throw new Error("the stream ended");
      text += value;
    }
  };
}
