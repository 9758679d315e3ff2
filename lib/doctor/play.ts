import type { Every } from "@/lib/live/event-stream";
import { encodeEvent, keepAlive } from "@/lib/live/sse";
import { countEvents, eventEveryMs, heartbeatMs, type SelfTestPlan } from "./plan";

/** What reached the server of a request. */
export interface SeenRequest {
  /** Its Host header. */
  host: string;
  /** The address that its limits are counted by. */
  address: string;
}

/** One event of the self-test: its number from 0, and the server's clock when it was sent, in ms. */
export interface SelfTestEvent {
  n: number;
  sentMs: number;
  /** In the first event alone. */
  seen?: SeenRequest;
}

interface Play {
  plan: SelfTestPlan;
  seen: SeenRequest;
  now(): number;
  every: Every;
  send(bytes: Uint8Array): void;
  close(): void;
}

/** Sends the plan's events, `talk` and at last `end`; the returned function stops it. */
export function playSelfTest({ plan, seen, now, every, send, close }: Play): () => void {
  const talk = countEvents(plan);
  let n = 0;
  let stop = () => {};
  const say = (event: "talk" | "end", extra: Partial<SelfTestEvent> = {}) =>
    send(encodeEvent({ event, id: null, data: JSON.stringify({ n: n++, sentMs: now(), ...extra }) }));

  say("talk", { seen });
  if (n === talk) beSilent();
  else
    stop = every(eventEveryMs, () => {
      say("talk");
      if (n === talk) beSilent();
    });
  return () => stop();

  function beSilent(): void {
    stop();
    const stopHeartbeats = every(heartbeatMs, () => send(keepAlive));
    const stopEnd = every(Math.max(1, plan.quietMs), () => {
      stop();
      say("end");
      close();
    });
    stop = () => {
      stopHeartbeats();
      stopEnd();
    };
  }
}
