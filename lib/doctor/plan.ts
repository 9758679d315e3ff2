/** What a self-test's stream does: it talks, then is silent but for heartbeats, then says its end. */
export interface SelfTestPlan {
  talkMs: number;
  /** Silence after the talk. */
  quietMs: number;
}

/** Between two events of the talk. */
export const eventEveryMs = 100;
/** The longest silence of a real stream: what stands on the way has to bear it. */
export const heartbeatMs = 15_000;

/** One whole silence, its heartbeat, and the end a second later. */
export const defaultPlan: SelfTestPlan = { talkMs: 3_000, quietMs: heartbeatMs + 1_000 };

const maxTalkMs = 30_000;
const maxQuietMs = 300_000;

/** `?ms=3000&quiet=16000`, both in ms; null when one of them is no whole number, or too large. */
export function parsePlan(params: URLSearchParams): SelfTestPlan | null {
  const talkMs = parseMs(params.get("ms"), defaultPlan.talkMs, maxTalkMs);
  const quietMs = parseMs(params.get("quiet"), defaultPlan.quietMs, maxQuietMs);
  return talkMs === null || quietMs === null ? null : { talkMs, quietMs };
}

export function printPlan({ talkMs, quietMs }: SelfTestPlan): string {
  return `/api/self-test/stream?ms=${talkMs}&quiet=${quietMs}`;
}

/** Events of the talk; the first of them also says what the server saw of the request. */
export function countEvents({ talkMs }: SelfTestPlan): number {
  return Math.max(1, Math.floor(talkMs / eventEveryMs));
}

function parseMs(text: string | null, otherwise: number, max: number): number | null {
  if (text === null) return otherwise;
  return /^\d{1,6}$/.test(text) && Number(text) <= max ? Number(text) : null;
}
