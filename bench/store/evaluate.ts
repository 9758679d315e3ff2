import { GET as openStream } from "@/app/api/stream/[id]/route";
import { POST as postDescription } from "@/app/api/stream/route";
import { createValuePacker } from "@/lib/metric/packed-values";
import { type SeriesName, seriesName } from "@/lib/metric/series";
import { get, post, startTestRuntime } from "@/lib/server/routes.test-support";
import type { Listener, MetricStore } from "@/lib/store/port";
import { nodeCpuMs } from "../measure";
import { createRandom, drawPoisson } from "./random";
import { type Part, bounded, told } from "../report";

const [groups, perGroup] = [500, 20];
const leaseMs = 5_500;

/** What streams of 500 targets over 10,000 series cost a step, by the routes that serve them. */
export const measureEvaluation: Part = async ({ isQuick }) => {
  const steps = isQuick ? 5 : 30;
  const test = await startTestRuntime();
  // Its own empty flushes would make every step wait for two writers, as long as its lease holds.
  await test.ingest.stop();
  await new Promise((resolve) => setTimeout(resolve, leaseMs));
  try {
    const feed = createFeed(test.runtime.store);
    await feed.step();
    const bare = await feed.measure(steps);
    let heard = 0;
    const counting = { ...deaf, flush: () => void heard++ };
    const stop = await test.runtime.store.subscribe(new Set(feed.names), null, counting);
    const folded = await feed.measure(steps);
    stop();
    if (heard < steps) throw new Error(`a listener heard only ${heard} steps`);
    const one = await openStreams(1, feed);
    const oneMs = await feed.measure(steps);
    const ten = await openStreams(9, feed);
    const tenMs = await feed.measure(steps);
    const last = [...one, ...ten].map((each) => each.heard());
    for (const each of [...one, ...ten]) await each.close();
    if (last.some((flushes) => flushes < steps))
      throw new Error(`a stream heard only ${Math.min(...last)} steps`);
    return {
      title: `${groups} targets over ${(groups * perGroup).toLocaleString("en")} series, CPU a step`,
      rows: [
        bounded("one stream: evaluation and encoding", oneMs - folded, 50, "ms"),
        bounded("ten equal streams: evaluation and encoding", tenMs - folded, 50, "ms"),
        told("merging the frames of 10,000 series, once a process", folded - bare, "ms"),
        told("storing the flush alone (embedded, without a disk)", bare, "ms"),
      ],
      notes: [
        "Targets: sums, means, least and greatest of 20 counters each by a glob, a third of them scaled. Streams are opened by POST and GET of /api/stream and read to the end, so SSE frames and web streams count.",
      ],
    };
  } finally {
    await test.stop();
  }
};

type Feed = ReturnType<typeof createFeed>;

/** Steps one after the other, from a moment that has not come yet: they need not be waited for. */
function createFeed(store: MetricStore) {
  const random = createRandom(3);
  const names: SeriesName[] = [];
  for (let group = 0; group < groups; group++)
    for (let i = 0; i < perGroup; i++) names.push(seriesName("counters", `bench.group${group}.series${i}`));
  const value = { kind: "counters" as const, sum: 0 };
  const packer = createValuePacker();
  let startMs = Math.ceil(Date.now() / 1_000) * 1_000 + 5_000;
  let sequence = 0;
  async function step(): Promise<void> {
    for (let number = 0; number < names.length; number++) {
      value.sum = drawPoisson(random, 20);
      packer.add(number, value);
    }
    const values = packer.take(names);
    const before = process.cpuUsage();
    startMs += 1_000;
    await store.append({ writer: "bench", sequence: ++sequence, startMs, stepMs: 1_000, values });
    // Readers of streams have their turn.
    for (let i = 0; i < 20; i++) await new Promise(setImmediate);
    spentMs += nodeCpuMs(before);
  }
  let spentMs = 0;
  return {
    names,
    step,
    async measure(steps: number): Promise<number> {
      for (let i = 0; i < 3; i++) await step();
      spentMs = 0;
      for (let i = 0; i < steps; i++) await step();
      return spentMs / steps;
    },
  };
}

function targetOf(group: number): string {
  const glob = `counters:bench.group${group}.*`;
  const combined = `${["sumSeries", "averageSeries", "minSeries", "maxSeries"][group % 4]}(${glob})`;
  return group % 3 === 0 ? `scale(${combined}, 0.5)` : combined;
}

async function openStreams(count: number, feed: Feed) {
  const subscriptions = Array.from({ length: groups }, (_, group) => ({
    key: `k${group}`,
    target: targetOf(group),
    rangeMs: 60_000,
    stepMs: 1_000,
  }));
  const streams = [];
  for (let i = 0; i < count; i++) {
    const body = JSON.stringify({ subscriptions });
    const created = await postDescription(post("/api/stream", body, "application/json"));
    const { id, url } = (await created.json()) as { id: string; url: string };
    const response = await openStream(get(url), { params: Promise.resolve({ id }) });
    streams.push(drain(response));
  }
  // Their snapshots are read and sent before anything is measured.
  for (let i = 0; i < 200 && streams.some((each) => each.heard() === 0); i++) {
    await feed.step();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return streams;
}

/** Reads as the http server would, and counts the steps. */
function drain(response: Response) {
  const reader = response.body!.getReader();
  let flushes = 0;
  const done = (async () => {
    for (;;) {
      const { done: isOver, value } = await reader.read();
      if (isOver) return;
      if (Buffer.from(value.buffer, value.byteOffset, Math.min(40, value.length)).includes("event: flush"))
        flushes++;
    }
  })();
  return {
    heard: () => flushes,
    async close() {
      await reader.cancel();
      await done.catch(() => {});
    },
  };
}

const deaf: Listener = { flush() {}, correct() {}, gap() {}, names() {}, lost() {}, health() {} };
