import { isBatsdStatistic } from "@/lib/metric/batsd";
import type { Sample } from "@/lib/metric/sample";
import { readBucket } from "@/lib/statsd/name";

export type BadMessage = "empty" | "not a number" | "out of range" | "no such channel" | "no name";

const maxMagnitude = 1e100;

/**
 * What a patched batsd, or any program, publishes: `counters:<bucket>` adds, `gauges:<bucket>` is set, and
 * `timers:<bucket>:<statistic>` is a plain series of that statistic, `timers.<bucket>.<statistic>`: its
 * count a counter, the others gauges. The message is a bare number, `7`, `"7"`, `16.25` or `1.0e-05`.
 */
export function readMessage(channel: string, message: string): Sample | BadMessage {
  const value = readNumber(message);
  if (typeof value === "string") return value;
  const [kind, name = ""] = splitOnce(channel);
  if (kind === "counters") return toSample("counters", name, value);
  if (kind === "gauges") return toSample("gauges", name, value);
  const end = name.lastIndexOf(":");
  const [timer, statistic] = [name.slice(0, Math.max(0, end)), name.slice(end + 1)];
  if (kind !== "timers" || !isBatsdStatistic(statistic)) return "no such channel";
  if (timer === "") return "no name";
  return toSample(statistic === "count" ? "counters" : "gauges", `timers.${timer}.${statistic}`, value);
}

function splitOnce(channel: string): [string, string] {
  const end = channel.indexOf(":");
  return end < 0 ? [channel, ""] : [channel.slice(0, end), channel.slice(end + 1)];
}

function toSample(kind: "counters" | "gauges", name: string, value: number): Sample | BadMessage {
  const bucket = readBucket(name, undefined);
  if (bucket === null) return "no name";
  return kind === "counters" ? { kind, bucket, value, sampleRate: 1 } : { kind, bucket, value, delta: false };
}

/** The post's second part sent JSON text, with its quotes. */
function readNumber(message: string): number | BadMessage {
  const text = message
    .trim()
    .replace(/^"(.*)"$/s, "$1")
    .trim();
  if (text === "") return "empty";
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return "not a number";
  const value = Number(text);
  return Math.abs(value) <= maxMagnitude ? value : "out of range";
}
