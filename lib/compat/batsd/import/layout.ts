import { createHash } from "node:crypto";
import { join } from "node:path";
import { type BatsdStatistic, isBatsdStatistic } from "@/lib/metric/batsd";

// How batsd lays its data out. Source: lib/batsd/{redis,diskstore}.rb of noahhl/batsd and of bfolkens/batsd
// ("diskless": everything in Redis, members with a colon).

/** A step in seconds, and how many of them are kept. The first is the flush interval. */
export interface BatsdRetention {
  stepS: number;
  count: number;
}

export const defaultRetentions = "10:360,60:10080,600:52594";

/** `10:360,60:10080` → retentions, finest first; an Error that names the faulty part otherwise. */
export function parseRetentions(text: string): BatsdRetention[] {
  const retentions = text.split(",").map((part) => {
    const match = /^\s*(\d{1,6}):(\d{1,8})\s*$/.exec(part);
    const [stepS, count] = [Number(match?.[1]), Number(match?.[2])];
    if (!(stepS > 0 && count > 0)) throw new Error(`"${part}" is not <seconds>:<count>, for example 10:360`);
    return { stepS, count };
  });
  retentions.sort((a, b) => a.stepS - b.stepS);
  const twice = retentions.find(({ stepS }, i) => stepS === retentions[i + 1]?.stepS);
  if (twice) throw new Error(`${twice.stepS} seconds are given twice`);
  return retentions;
}

/** What batsd lists: `counters:x`, `gauges:x`, `timers:x`. */
export interface Datapoint {
  kind: "counters" | "gauges" | "timers";
  bucket: string;
}

/** From a member of `datapoints`, or from the key of a zset: without its statistic and interval. */
export function parseDatapoint(key: string, retentions: readonly BatsdRetention[]): Datapoint | null {
  const [kind, ...parts] = key.split(":");
  if (kind !== "counters" && kind !== "gauges" && kind !== "timers") return null;
  const last = () => parts[parts.length - 1]!;
  if (parts.length > 1 && retentions.some(({ stepS }) => String(stepS) === last())) parts.pop();
  if (kind === "timers" && parts.length > 1 && isBatsdStatistic(last())) parts.pop();
  const bucket = parts.join(":");
  return bucket === "" ? null : { kind, bucket };
}

/** The zset's key, and what a file is named after. `index` is the retention's place. */
export function keyOf(
  { kind, bucket }: Datapoint,
  statistic: BatsdStatistic | null,
  retention: BatsdRetention,
  index: number,
): string {
  const name = statistic === null ? `${kind}:${bucket}` : `${kind}:${bucket}:${statistic}`;
  return index === 0 ? name : `${name}:${retention.stepS}`;
}

export function pathOf(root: string, key: string): string {
  const hash = createHash("md5").update(key).digest("hex");
  return join(root, hash.slice(0, 2), hash.slice(2, 4), hash);
}

/** Epoch seconds. */
export interface Point {
  atS: number;
  value: number;
}

/** `1700000000<X>7`, or `1700000000:7`; null when it is neither, `""` when it has no value. */
export function parseMember(member: string): Point | "" | null {
  const match = /^(\d{1,12})(?:<X>|:)(.*)$/s.exec(member);
  return match ? toPoint(match[1]!, match[2]!) : null;
}

/** `1700000000 7` */
export function parseLine(line: string): Point | "" | null {
  const match = /^(\d{1,12})\s*(.*)$/s.exec(line);
  return match ? toPoint(match[1]!, match[2]!) : null;
}

function toPoint(time: string, text: string): Point | "" | null {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed)) return null;
  const value = Number(trimmed);
  return Math.abs(value) <= 1e100 ? { atS: Number(time), value } : null;
}
