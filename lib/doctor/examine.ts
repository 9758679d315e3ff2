import { type Ask, NoAnswer, readReply } from "./ask";
import type { ConnectionFacts, Facts, HealthFacts, LiveFacts, StreamFacts } from "./facts";
import { printPlan, type SelfTestPlan } from "./plan";
import { readEvents } from "./read-events";
import { watchStream } from "./watch";

export interface Examination {
  origin: string;
  redirectedFrom: string | null;
  isBrowser: boolean;
  ask: Ask;
  /** Asked after the first answer. */
  readProtocol(): Promise<string | null>;
  plan: SelfTestPlan;
  /** Monotonic, in ms. */
  now(): number;
  /** What is known so far, as often as it changes. */
  onProgress?(facts: Facts): void;
}

const answerWithinMs = 10_000;
const connectionCount = 8;
const connectWithinMs = 3_000;
/** Beyond the plan's own length. */
const graceMs = 20_000;
const flushesWanted = 2;
const longestStepMs = 60_000;
/** A series that every Statboard has: how many samples came. */
const livePath = "/api/stream?target=counters:statboard.samples&range=1m";

/** Asks a Statboard for its health, for many streams, the self-test's stream and a live one. Judges nothing. */
export async function examine(examination: Examination): Promise<Facts> {
  const { ask, origin, redirectedFrom, isBrowser, onProgress = () => {} } = examination;
  let facts: Facts = {
    origin,
    redirectedFrom,
    unreachable: null,
    protocol: null,
    isBrowser,
    health: null,
    connections: null,
    stream: null,
    live: null,
  };
  const note = (more: Partial<Facts>) => onProgress((facts = { ...facts, ...more }));
  try {
    note({ health: await readHealth(ask) });
    note({ protocol: await examination.readProtocol() });
    if (!facts.health?.report) return facts;
    note({ connections: await countConnections(examination) });
    await Promise.all([
      watchSelfTest(examination, (stream) => note({ stream })),
      watchLive(examination).then((live) => note({ live })),
    ]);
  } catch (error) {
    note({ unreachable: toUnreachable(error) });
  }
  return facts;
}

async function readHealth(ask: Ask): Promise<HealthFacts> {
  const { answer, json } = await readReply(await ask("/api/health", AbortSignal.timeout(answerWithinMs)));
  const body = json as {
    status?: unknown;
    lastStep?: { ageMs: number } | null;
    backlog?: number;
    warnings?: string[];
  } | null;
  if (body?.status !== "ok" && body?.status !== "degraded") return { answer, report: null };
  return {
    answer,
    report: {
      status: body.status,
      lastStepAgeMs: body.lastStep?.ageMs ?? null,
      backlog: body.backlog ?? 0,
      warnings: body.warnings ?? [],
    },
  };
}

/** Opens several streams at once; each stays open until all have begun, or time is up. */
async function countConnections({ ask }: Examination): Promise<ConnectionFacts> {
  const signal = AbortSignal.timeout(connectWithinMs);
  const leave = new AbortController();
  const refused: ConnectionFacts["refused"][number][] = [];
  let opened = 0;
  const path = printPlan({ talkMs: 0, quietMs: 2 * connectWithinMs });
  const openOne = async () => {
    const reply = await ask(path, AbortSignal.any([signal, leave.signal]));
    if (reply.status === 200) opened++;
    else refused.push((await readReply(reply)).answer);
    if (opened + refused.length === connectionCount) leave.abort();
    if (reply.status === 200) for await (const _ of reply.body);
  };
  await Promise.allSettled(Array.from({ length: connectionCount }, openOne));
  return { asked: connectionCount, opened, refused };
}

async function watchSelfTest(
  { ask, now, plan }: Examination,
  note: (facts: StreamFacts) => void,
): Promise<void> {
  const askedMs = now();
  const signal = AbortSignal.timeout(plan.talkMs + plan.quietMs + graceMs);
  const reply = await ask(printPlan(plan), signal);
  note(await watchStream(reply, { plan, now, askedMs, onArrival: note }));
}

/** A stream of real data up to its second flush. */
async function watchLive({ ask, now }: Examination): Promise<LiveFacts> {
  const askedMs = now();
  const leave = new AbortController();
  const giveUp = (ms: number) => setTimeout(() => leave.abort(), ms);
  let timer = giveUp(answerWithinMs);
  const facts: LiveFacts = {
    answer: { status: 0, headers: {}, code: null },
    firstEventMs: null,
    flushes: 0,
    stepMs: null,
    watchedMs: 0,
  };
  try {
    const reply = await ask(livePath, leave.signal);
    const { status, headers } = reply;
    facts.answer = status === 200 ? { status, headers, code: null } : (await readReply(reply)).answer;
    if (status !== 200) return facts;
    for await (const events of readEvents(reply.body)) {
      for (const { event, data } of events) {
        facts.firstEventMs ??= now() - askedMs;
        if (event === "flush") facts.flushes++;
        if (event !== "snapshot" || facts.stepMs !== null) continue;
        const { series } = JSON.parse(data) as { series: { stepMs: number }[] };
        facts.stepMs = series[0]?.stepMs ?? null;
        clearTimeout(timer);
        timer = giveUp((flushesWanted + 1) * Math.min(facts.stepMs ?? 0, longestStepMs) + answerWithinMs);
      }
      if (facts.flushes >= flushesWanted) break;
    }
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
  } finally {
    clearTimeout(timer);
    leave.abort();
    facts.watchedMs = now() - askedMs;
  }
  return facts;
}

function toUnreachable(error: unknown): Facts["unreachable"] {
  if (error instanceof NoAnswer) return { reason: error.reason, message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return { reason: error instanceof Error && error.name === "TimeoutError" ? "timeout" : "network", message };
}
