import type { Facts } from "./facts";
import { printMs } from "./finding";
import { measureHeldMs } from "./judge-stream";
import { nameProxies } from "./proxies";

export interface SummaryLine {
  name: "way" | "health" | "at once" | "stream" | "live";
  /** Null: not measured, or not yet. */
  text: string | null;
}

/** What was measured, one line a thing, in the order it is measured. */
export function summarize(facts: Facts): SummaryLine[] {
  return [
    { name: "way", text: describeWay(facts) },
    { name: "health", text: describeHealth(facts) },
    {
      name: "at once",
      text: facts.connections && `${facts.connections.opened} of ${facts.connections.asked} streams`,
    },
    { name: "stream", text: describeStream(facts) },
    { name: "live", text: describeLive(facts) },
  ];
}

function describeWay({ protocol, stream, health }: Facts): string | null {
  const answer = stream?.answer ?? health?.answer;
  if (!answer) return null;
  const proxies = nameProxies(answer);
  const named = proxies.length > 0 ? proxies.join(", then ") : "nothing that names itself";
  return protocol === null ? named : `${named} · ${printProtocol(protocol)}`;
}

function printProtocol(protocol: string): string {
  return { h2: "HTTP/2", h3: "HTTP/3", "http/1.1": "HTTP/1.1" }[protocol] ?? protocol;
}

function describeHealth({ health }: Facts): string | null {
  if (!health) return null;
  if (!health.report) return `answered with ${health.answer.status}`;
  const { status, lastStepAgeMs, backlog } = health.report;
  const age =
    lastStepAgeMs === null ? "no step in the last minute" : `last step ${printMs(lastStepAgeMs)} ago`;
  return `${status} · ${age} · ${backlog === 1 ? "1 flush waits" : `${backlog} flushes wait`}`;
}

function describeStream({ stream }: Facts): string | null {
  if (!stream) return null;
  const { answer, headMs, firstByteMs, arrivals, expected, batches, longestSilenceMs } = stream;
  if (answer.status !== 200) return `answered with ${answer.status}`;
  const heldMs = measureHeldMs(stream);
  return [
    `head after ${printMs(headMs)}`,
    firstByteMs === null ? "no byte" : `first byte after ${printMs(firstByteMs)}`,
    `${arrivals.length} of ${expected + 1} events in ${batches} ${batches === 1 ? "batch" : "batches"}`,
    ...(heldMs === null ? [] : [`held ${printMs(heldMs)}`]),
    `longest silence ${printMs(longestSilenceMs)}`,
  ].join(" · ");
}

function describeLive({ live }: Facts): string | null {
  if (!live) return null;
  if (live.firstEventMs === null) return `no event in ${printMs(live.watchedMs)}`;
  return `first event after ${printMs(live.firstEventMs)} · ${live.flushes} ${live.flushes === 1 ? "flush" : "flushes"} in ${printMs(live.watchedMs)}`;
}
