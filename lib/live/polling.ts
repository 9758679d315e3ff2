import type { Connection, RawFrame } from "./connection";
import type {
  AnnotationEvent,
  Run,
  SnapshotEvent,
  StatusEvent,
  StreamErrorEvent,
  Subscription,
} from "./frames";

export interface PollOptions {
  /** Where queries are asked. */
  url: string;
  /** Where marked events are asked for. */
  eventsUrl: string;
  fetch(url: string, init: RequestInit): Promise<Response>;
  setTimer(run: () => void, ms: number): () => void;
  monotonic(): number;
  subscriptions: readonly Subscription[];
  /** Keys whose windows hold everything up to `lastEndMs`. */
  held: readonly string[];
  /** The end of the newest step on the page; null before the first. */
  lastEndMs(): number | null;
  on: { frame(frame: RawFrame): void; changed(): void };
}

interface Answer {
  series: { target: string; name: string; startMs: number; stepMs: number; values: Run[1] }[];
  /** Instead, when it was refused. */
  error?: { code: string; message: string };
}

/** What is asked for together: one range, one step, and a URL of bearable length. */
interface Question {
  rangeMs: number;
  stepMs: number | null;
  /** The step of its lines, once they are known. */
  foundMs: number | null;
  isLoaded: boolean;
  keys: Map<string, string>;
}

type AskedLine = SnapshotEvent["series"][number] & { runs: Run[] };

const everyMs = 2_000;
/** Steps may still change for as long. */
const marginMs = 10_000;
const answerMs = 10_000;
/** Events of the whole range are asked for once, then those of the last minutes. */
const recentMs = 120_000;
const maxUrlLength = 6_000;

/** Asks for what is new every two seconds, and tells it as a stream would: a snapshot, then what it touches. */
export function pollQueries(options: PollOptions): Connection {
  const { monotonic, on } = options;
  const questions = divide(options);
  const known = new Map<string, AskedLine>();
  let waiting = new AbortController();
  let closed = false;
  let isFirst = options.held.length === 0;
  let hasEvents = false;
  let heardMs = monotonic();
  let brokenMs: number | null = null;
  let cancel: (() => void) | null = null;
  let asking = false;
  void poll();

  return {
    way: "polling",
    heardMs: () => heardMs,
    brokenMs: () => brokenMs,
    refresh: () => void poll(),
    close() {
      closed = true;
      waiting.abort();
      cancel?.();
    },
  };

  async function poll(): Promise<void> {
    if (asking) return;
    asking = true;
    cancel?.();
    try {
      const errors: StreamErrorEvent[] = [];
      let status: StatusEvent | null = null;
      for (const line of known.values()) line.runs = [];
      for (const question of questions) {
        if (closed) return;
        status = (await ask(question, errors)) ?? status;
      }
      if (closed) return;
      heardMs = monotonic();
      brokenMs = null;
      tell(errors, status);
      if (status) await tellEvents(status.nowMs);
    } catch {
      if (closed) return;
      brokenMs ??= monotonic();
    }
    asking = false;
    cancel = options.setTimer(() => void poll(), everyMs);
    on.changed();
  }

  /** What the server says of itself. Throws when it cannot be reached. */
  async function ask(question: Question, errors: StreamErrorEvent[]): Promise<StatusEvent | null> {
    if (question.keys.size === 0) return null;
    const { response, body } = await fetchAnswer(`${options.url}?${print(question)}`);
    const nowMs = Date.parse(response.headers.get("date") ?? "");
    const live: StatusEvent | null = Number.isFinite(nowMs) ? { state: "live", lagMs: 0, nowMs } : null;
    if (response.ok) {
      note(question, body);
      return live;
    }
    const { code, message } = body.error ?? { code: "bad_answer", message: String(response.status) };
    if (response.status >= 500) return live && { ...live, state: "away", reason: message };
    const targets = [...question.keys];
    if (targets.length === 1) {
      errors.push({ key: targets[0]![1], code, message });
      question.keys.clear();
      return live;
    }
    // One faulty target fails the whole question: from now on each is asked for alone.
    const alone = targets.map((each): Question => ({ ...question, keys: new Map([each]) }));
    question.keys.clear();
    questions.push(...alone);
    return live;
  }

  async function tellEvents(nowMs: number): Promise<void> {
    const rangeMs = Math.max(...options.subscriptions.map((each) => each.rangeMs));
    const fromMs = Math.round(nowMs - (hasEvents ? Math.min(recentMs, rangeMs) : rangeMs));
    const url = `${options.eventsUrl}?from=${fromMs}&limit=500`;
    // Steps are told without events too: what fails is asked for again.
    const answer = await fetchAnswer<{ events: AnnotationEvent[] }>(url).catch(() => null);
    if (closed || !answer?.response.ok) return;
    hasEvents = true;
    for (const event of answer.body.events) send("event", event);
  }

  async function fetchAnswer<Body = Answer>(url: string) {
    waiting = new AbortController();
    const stopWaiting = options.setTimer(() => waiting.abort(), answerMs);
    try {
      const response = await options.fetch(url, { signal: waiting.signal });
      return { response, body: (await response.json()) as Body };
    } finally {
      stopWaiting();
    }
  }

  function print({ rangeMs, stepMs, foundMs, isLoaded, keys }: Question): URLSearchParams {
    const lastEndMs = options.lastEndMs();
    const params = new URLSearchParams([...keys.keys()].map((target) => ["target", target]));
    const step = foundMs ?? stepMs;
    if (step !== null) params.set("step", `${step}ms`);
    if (isLoaded && lastEndMs !== null && step !== null)
      params.set("from", String(lastEndMs - marginMs - 2 * step));
    else params.set("range", `${rangeMs}ms`);
    return params;
  }

  function note(question: Question, { series }: Answer): void {
    for (const { target, name, startMs, stepMs, values } of series) {
      const key = question.keys.get(target);
      if (key === undefined) continue;
      known.set(`${key} ${name}`, { key, name, stepMs, runs: [[startMs, values]] });
      question.foundMs = Math.min(question.foundMs ?? stepMs, stepMs);
    }
    question.isLoaded = question.foundMs !== null;
  }

  function tell(errors: StreamErrorEvent[], status: StatusEvent | null): void {
    const lines = [...known.values()].sort((a, b) => compare(a.key, b.key) || compare(a.name, b.name));
    const series = lines.map(({ key, name, stepMs }) => ({ key, name, stepMs }));
    const snapshot: SnapshotEvent = {
      rev: "polled",
      series,
      columns: lines.map(({ runs }) => runs),
      fresh: isFirst,
    };
    isFirst = false;
    send("snapshot", snapshot);
    for (const error of errors) send("error", error);
    if (status) send("status", status);
  }

  function send(event: string, data: object): void {
    on.frame({ event, data: JSON.stringify(data), id: null });
  }
}

function divide({ subscriptions, held }: PollOptions): Question[] {
  const questions: Question[] = [];
  const lengths = new Map<Question, number>();
  for (const { key, target, rangeMs, stepMs } of subscriptions) {
    const isLoaded = held.includes(key);
    const length = encodeURIComponent(target).length + 8;
    let question = questions.find(
      (each) =>
        each.rangeMs === rangeMs &&
        each.stepMs === stepMs &&
        each.isLoaded === isLoaded &&
        lengths.get(each)! + length <= maxUrlLength,
    );
    if (!question) {
      question = { rangeMs, stepMs, foundMs: null, isLoaded, keys: new Map() };
      questions.push(question);
    }
    question.keys.set(target, key);
    lengths.set(question, (lengths.get(question) ?? 0) + length);
  }
  return questions;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
