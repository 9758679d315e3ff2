import { Redis } from "ioredis";
import type { Round } from "@/lib/soak.test-support";
import type { FeedRequest } from "@/lib/live/feeds";
import { type Farm, startFarm } from "../harness/farm";
import { type Link, openLink } from "../harness/link";
import { keepSending } from "../harness/send";
import { createStreamPage, type StreamPage } from "../harness/stream-page";

const requests: FeedRequest[] = [
  { target: "counters:cut.*", rangeMs: 900_000, stepMs: null },
  { target: "sumSeries(counters:cut.*)", rangeMs: 900_000, stepMs: 5_000 },
  { target: "timers:login:p95", rangeMs: 900_000, stepMs: null },
  { target: "gauges:depth:max", rangeMs: 900_000, stepMs: 10_000 },
];
const settleMs = 20_000;

/** Two web processes behind links, three writers, one Redis, and a page that is cut off again and again. */
export interface Cuts {
  /** One cut; afterwards what the page holds is what a page opened then holds. Throws what differs. */
  run(round: Round): Promise<void>;
  remove(): Promise<void>;
}

type Kind = "link" | "frozen link" | "web killed" | "redis clients killed" | "moved";
const kinds: Kind[] = ["link", "web killed", "redis clients killed", "frozen link", "moved"];

export async function startCuts(): Promise<Cuts> {
  const farm = await startFarm({ webs: 2, writers: 3 });
  const links = await Promise.all(farm.webs.map(({ url }) => openLink(url)));
  const lines = ["cut.hits:1|c", "login:12|ms", "login:80|ms", "depth:+1|g"];
  const stops = farm.writers.map(({ statsd }, i) => keepSending(statsd, `cut.w${i}:1|c`, ...lines));
  const page = createStreamPage(requests);
  let at = 0;
  await page.connect(links[at]!.url);
  return {
    async run({ index, random }) {
      await passUntil(page, page.endMs() + 1_000);
      const awayMs = 100 + random() * 2_500;
      // Every kind in turn: also a few rounds have them all.
      at = await cut(kinds[index % kinds.length]!, { farm, links, page, at, awayMs });
      await passUntil(page, Date.now());
      await expectFresh(page, links[1 - at]!.url);
    },
    async remove() {
      page.leave();
      for (const stop of stops) stop();
      await Promise.all(links.map((link) => link.remove()));
      await farm.remove();
    },
  };
}

interface Cutting {
  farm: Farm;
  links: Link[];
  page: StreamPage;
  /** The web process that serves the page. */
  at: number;
  awayMs: number;
}

/** Answers which web process serves the page afterwards. */
async function cut(kind: Kind, { farm, links, page, at, awayMs }: Cutting): Promise<number> {
  if (kind === "redis clients killed") {
    const client = new Redis(farm.redis.url);
    await client.call("client", "kill", "type", "normal");
    await client.call("client", "kill", "type", "pubsub");
    client.disconnect();
    await pass(awayMs);
    return at;
  }
  if (kind === "link") {
    links[at]!.cut();
    await pass(awayMs);
    links[at]!.heal();
  } else if (kind === "frozen link") {
    links[at]!.freeze();
    await pass(awayMs);
  } else if (kind === "web killed") {
    await farm.webs[at]!.kill();
    await pass(awayMs);
    // The page does not wait for it: the other one knows its description.
    await page.connect(links[1 - at]!.url);
    await farm.webs[at]!.start();
    return 1 - at;
  }
  const next = kind === "moved" ? 1 - at : at;
  await page.connect(links[next]!.url);
  return next;
}

async function expectFresh(page: StreamPage, origin: string): Promise<void> {
  const fresh = createStreamPage(requests);
  await fresh.connect(origin);
  await passUntil(fresh, page.endMs());
  const untilMs = Math.min(page.endMs(), fresh.endMs());
  const startedMs = Date.now();
  // Corrections may be on their way.
  for (;;) {
    const found = differences(page, fresh, untilMs);
    if (found.length === 0) break;
    if (Date.now() - startedMs > settleMs) throw new Error(`held and loaded differ:\n${found.join("\n")}`);
    await pass(100);
  }
  fresh.leave();
}

function differences(page: StreamPage, fresh: StreamPage, untilMs: number): string[] {
  const [held, loaded] = [page.points(), fresh.points()];
  const names = [...new Set([...held.keys(), ...loaded.keys()])];
  return names.flatMap((name) => {
    const stepMs = Number(/ in (\d+): /.exec(name)![1]);
    const whole = (points: Map<string, readonly (readonly [number, number | null])[]>) =>
      new Map((points.get(name) ?? []).filter(([ms]) => ms + stepMs <= untilMs));
    const [one, other] = [whole(held), whole(loaded)];
    const fromMs = Math.max(Math.min(...one.keys()), Math.min(...other.keys()));
    return [...new Set([...one.keys(), ...other.keys()])]
      .filter((ms) => ms >= fromMs && one.get(ms) !== other.get(ms))
      .map((ms) => `${name} at ${ms}: ${one.get(ms)} and ${other.get(ms)}`);
  });
}

async function passUntil(page: StreamPage, endMs: number): Promise<void> {
  const startedMs = Date.now();
  while (page.endMs() < endMs) {
    if (Date.now() - startedMs > settleMs) throw new Error(`no step came up to ${endMs}`);
    await pass(20);
  }
}

function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
