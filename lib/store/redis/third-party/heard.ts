import type { Redis } from "ioredis";
import { batsdStatistics } from "@/lib/metric/batsd";
import type { SeriesName } from "@/lib/metric/series";

/** Which of our channels somebody listens to. */
export interface Heard {
  /** Somebody listens by a pattern, and Redis does not say which. */
  byPattern: boolean;
  /** Series, and the set of their channels: bit i is the i-th of `channelsOf`. */
  series: Map<SeriesName, number>;
}

/** Anybody can subscribe to anything: what is longer cannot be a series of ours, and more is too much. */
const maxChannelLength = 1_100;
const maxHeard = 200_000;

/** All of a series' channels. */
export const everyChannel = 0xff;

/** batsd's channels of a series: a timer has one for each statistic. */
export function channelsOf(series: SeriesName): string[] {
  return series.startsWith("timers:") ? batsdStatistics.map((each) => `${series}:${each}`) : [series];
}

/** Asks every node; one that does not answer has no listeners. */
export async function askHeard(nodes: readonly Redis[]): Promise<Heard> {
  const heard: Heard = { byPattern: false, series: new Map() };
  const answers = await Promise.all(nodes.map((node) => askNode(node).catch(() => null)));
  for (const answer of answers) {
    heard.byPattern ||= (answer?.patterns ?? 0) > 0;
    for (const channel of answer?.channels ?? []) noteChannel(heard.series, channel);
  }
  return heard;
}

async function askNode(node: Redis): Promise<{ patterns: number; channels: string[] }> {
  const [counters, timers, patterns] = await Promise.all([
    node.call("PUBSUB", "CHANNELS", "counters:*") as Promise<string[]>,
    node.call("PUBSUB", "CHANNELS", "timers:*") as Promise<string[]>,
    node.call("PUBSUB", "NUMPAT") as Promise<number>,
  ]);
  return { patterns, channels: [...counters, ...timers] };
}

function noteChannel(heard: Map<SeriesName, number>, channel: string): void {
  if (channel.length > maxChannelLength || heard.size >= maxHeard) return;
  if (channel.startsWith("counters:")) return void heard.set(channel as SeriesName, 1);
  const end = channel.lastIndexOf(":");
  const series = channel.slice(0, Math.max(0, end));
  const index = batsdStatistics.indexOf(channel.slice(end + 1) as (typeof batsdStatistics)[number]);
  if (index < 0 || series === "timers") return;
  heard.set(series as SeriesName, (heard.get(series as SeriesName) ?? 0) | (1 << index));
}
