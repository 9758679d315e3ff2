import { readReply, type Reply } from "./ask";
import type { Answer, Arrival, StreamFacts } from "./facts";
import { countEvents, type SelfTestPlan } from "./plan";
import type { SelfTestEvent } from "./play";
import { readEvents } from "./read-events";

/** Arrivals closer than this came together. */
const togetherMs = 20;

interface Watch {
  plan: SelfTestPlan;
  /** Monotonic, in ms. */
  now(): number;
  askedMs: number;
  /** After each arrival. */
  onArrival(facts: StreamFacts): void;
}

/** Reads the self-test's stream to its end, or to where it is cut, and notes when what arrived. */
export async function watchStream(
  reply: Reply,
  { plan, now, askedMs, onArrival }: Watch,
): Promise<StreamFacts> {
  const headMs = now() - askedMs;
  const isStream = reply.status === 200 && /^text\/event-stream\b/.test(reply.headers["content-type"] ?? "");
  const answer: Answer = isStream
    ? { status: reply.status, headers: reply.headers, code: null }
    : (await readReply(reply)).answer;
  const raw: { sentMs: number; arrivedMs: number }[] = [];
  let firstByteMs: number | null = null;
  let lastByteMs = headMs;
  let longestSilenceMs = 0;
  let seen: StreamFacts["seen"] = null;
  let cut: StreamFacts["cut"] = null;
  const tell = (): StreamFacts => ({
    answer,
    headMs,
    firstByteMs,
    expected: countEvents(plan),
    arrivals: alignClocks(raw),
    batches: countBatches(raw),
    longestSilenceMs,
    cut,
    seen,
  });
  if (!isStream) return tell();

  let ended = false;
  try {
    for await (const events of readEvents(reply.body)) {
      const atMs = now() - askedMs;
      longestSilenceMs = Math.max(longestSilenceMs, atMs - lastByteMs);
      lastByteMs = atMs;
      firstByteMs ??= atMs;
      for (const { event, data } of events) {
        const told = JSON.parse(data) as SelfTestEvent;
        seen ??= told.seen ?? null;
        raw.push({ sentMs: told.sentMs, arrivedMs: atMs });
        ended ||= event === "end";
      }
      onArrival(tell());
    }
  } catch (error) {
    if (ended) return tell();
    if (error instanceof SyntaxError) throw error;
  }
  const atMs = now() - askedMs;
  if (!ended) cut = { afterMs: atMs, idleMs: atMs - lastByteMs };
  return tell();
}

/** The server's clock and ours differ by an unknown; the event that travelled fastest is taken to need no time. */
function alignClocks(raw: readonly Arrival[]): Arrival[] {
  const offsetMs = Math.min(...raw.map(({ sentMs, arrivedMs }) => arrivedMs - sentMs));
  return raw.map(({ sentMs, arrivedMs }) => ({ sentMs: sentMs + offsetMs, arrivedMs }));
}

function countBatches(raw: readonly Arrival[]): number {
  let lastMs = Number.NEGATIVE_INFINITY;
  let batches = 0;
  for (const { arrivedMs } of raw) {
    if (arrivedMs - lastMs >= togetherMs) batches++;
    lastMs = arrivedMs;
  }
  return batches;
}
