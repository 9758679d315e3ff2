import { type ClientRequest, get } from "node:http";
import { readEventSource } from "@/lib/live/connection";
import { createFeeds, type FeedRequest } from "@/lib/live/feeds";
import { type CorrectEvent, printStreamId } from "@/lib/live/frames";
import { createIntake } from "@/lib/live/intake";
import { createWiredEventSource } from "@/lib/live/wire.test-support";
import type { Point } from "./query";

/** What a page does with its stream, without a browser: the same reader and windows over a real socket. */
export interface StreamPage {
  /** Opens the stream where the origin serves it, tries until it has begun, and goes on from what it has. */
  connect(origin: string): Promise<void>;
  /** Closes its socket. */
  leave(): void;
  /** Whole steps with a value, by target and name. */
  points(): Map<string, Point[]>;
  /** The end of the newest step. */
  endMs(): number;
  /** The flushes that came, and when by this machine's clock. */
  flushes(): { endMs: number; atMs: number }[];
  /** The steps that corrections were for. */
  corrected(): number[];
}

const tryEveryMs = 200;
const giveUpMs = 30_000;

export function createStreamPage(requests: readonly FeedRequest[]): StreamPage {
  const feeds = createFeeds(() => {});
  const followed = requests.map((request) => feeds.follow(request).feed);
  const subscriptions = feeds.wanted().map(({ key, feed }) => ({ key, ...feed.request }));
  const keys = subscriptions.map(({ key }) => key);
  const flushes: { endMs: number; atMs: number }[] = [];
  const corrected: number[] = [];
  const events = createWiredEventSource();
  let path: string | null = null;
  let request: ClientRequest | null = null;
  const intake = createIntake(feeds, {
    feeds() {},
    data() {},
    step: (endMs) => void flushes.push({ endMs, atMs: Date.now() }),
    status() {},
    names() {},
    events() {},
    failed: ({ message }) => console.error(`the stream says: ${message}`),
  });
  intake.begin({ keys, held: [], after: null });
  let begun = () => {};
  readEventSource(events, () => performance.now(), {
    frame(frame) {
      begun();
      if (frame.event === "correct")
        for (const [, startMs] of (JSON.parse(frame.data) as CorrectEvent).points) corrected.push(startMs);
      intake.read(frame);
    },
    broken() {},
    closed() {},
  });

  async function tryOnce(origin: string): Promise<void> {
    path ??= await describe(origin);
    const last = events.lastId();
    const headers = { accept: "text/event-stream", ...(last && { "last-event-id": printStreamId(last) }) };
    await new Promise<void>((resolve, reject) => {
      const sent = get(`${origin}${path}`, { headers, agent: false }, (response) => {
        if (response.statusCode !== 200)
          return reject(new Error(`the stream answers ${response.statusCode}`));
        response.on("data", (bytes: Buffer) => request === sent && events.take(bytes));
        response.on("error", reject);
        response.on("end", () => reject(new Error("the stream ended")));
      });
      request = sent;
      begun = resolve;
      sent.on("error", reject);
    });
  }

  async function describe(origin: string): Promise<string> {
    const response = await fetch(`${origin}/api/stream`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ subscriptions, names: false }),
    });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
    return ((await response.json()) as { url: string }).url;
  }

  function leave(): void {
    const leaving = request;
    request = null;
    if (!leaving) return;
    leaving.destroy();
    events.lose();
  }

  return {
    async connect(origin) {
      leave();
      for (const startedMs = performance.now(); ;) {
        try {
          return await tryOnce(origin);
        } catch (error) {
          leave();
          if (performance.now() - startedMs > giveUpMs) throw error;
          await new Promise((resolve) => setTimeout(resolve, tryEveryMs));
        }
      }
    },
    leave,
    points() {
      const points = new Map<string, Point[]>();
      for (const { request: of, series } of followed)
        for (const { name, window } of series)
          points.set(
            `${of.target} in ${window.stepMs}: ${name}`,
            window.values.flatMap((value, i): Point[] =>
              value === null ? [] : [[window.firstMs + i * window.stepMs, value]],
            ),
          );
      return points;
    },
    endMs: () => intake.lastEndMs() ?? 0,
    flushes: () => flushes,
    corrected: () => corrected,
  };
}
