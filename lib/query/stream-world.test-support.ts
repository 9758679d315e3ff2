import { expect, vi } from "vitest";
import type { Flush } from "@/lib/metric/flush";
import type { Retention } from "@/lib/metric/retention";
import type { FeedRequest } from "@/lib/live/feeds";
import type { SeriesWindow } from "@/lib/live/window";
import { createEvaluator } from "./evaluator";
import { followStream } from "./follow";
import { queryRange } from "./query";
import { createRig, rest, type RigOptions } from "./stream.test-support";
import { type Browser, createBrowser, type Serve } from "./stream-browser.test-support";
import { createRandomWriters } from "./stream-writers.test-support";

/** Random writers, a real store, two processes that serve it, and a clock that all of them share. */
export interface World {
  nowMs(): number;
  /** The writers' flushes of one step, as they arrive. */
  step(): Promise<void>;
  /** Until all that was late has come. */
  calmDown(): Promise<void>;
  browser(): Browser;
  /** One of the processes. */
  serveAt(process: number): Serve;
  close(): Promise<void>;
  /** What a page holds is what a page opened now holds, and what the API answers. */
  expectFresh(browser: Browser): Promise<void>;
}

export interface WorldOptions {
  startMs: number;
  random(): number;
  retention: Retention;
  longestStopMs: number;
  stored?: RigOptions["stored"];
}

/** What a disk may be behind. */
const mostSaves = 50;
/** Longer than an open step stays open for frames on their way. */
const calmMs = 4_000;
const waitMs = { timeout: 10_000, interval: 5 };

export async function createWorld(options: WorldOptions): Promise<World> {
  const { startMs, random, retention, longestStopMs, stored } = options;
  const flushMs = retention[0]!.stepMs;
  const rig = await createRig(startMs, { retention, gaugeTtlMs: 20_000, ...(stored && { stored }) });
  const { store, clock, every } = rig;
  const writers = createRandomWriters({ random, flushMs, longestStopMs });
  const evaluators = [0, 1].map(() => createEvaluator({ store, retention, clock, every }));
  const pending: { dueMs: number; flush: Flush }[] = [];
  const saves: Promise<void>[] = [];
  let stepMs = startMs;
  let lastDueMs = startMs;

  const serveBy =
    (evaluator: (typeof evaluators)[number]): Serve =>
    (subscriptions, resume, send) =>
      followStream(
        { store, evaluator, retention, clock, every },
        { subscriptions, names: false },
        resume,
        send,
      ).stop;

  async function step(): Promise<void> {
    const made = writers.step(stepMs);
    for (const each of made) lastDueMs = Math.max(lastDueMs, each.dueMs);
    pending.push(...made);
    stepMs += flushMs;
    // What is due by the next step's end; the rest waits.
    await deliver(stepMs + flushMs);
    await rig.advance(Math.max(0, stepMs - clock.now()));
  }

  async function deliver(beforeMs: number): Promise<void> {
    const due = pending.filter(({ dueMs }) => dueMs < beforeMs).sort((a, b) => a.dueMs - b.dueMs);
    for (const each of due) {
      pending.splice(pending.indexOf(each), 1);
      await rig.advance(Math.max(0, each.dueMs - clock.now()));
      saves.push(store.append(each.flush));
      await rest();
    }
    if (saves.length > mostSaves) await Promise.all(saves.splice(0));
  }

  return {
    nowMs: clock.now,
    step,
    async calmDown() {
      writers.calm();
      const untilMs = Math.max(lastDueMs, stepMs) + calmMs;
      while (stepMs < untilMs) await step();
      await deliver(Infinity);
      await Promise.all(saves.splice(0));
      await rig.advance(1_000);
    },
    close: () => store.close(),
    browser: () => createBrowser(clock.monotonic),
    serveAt: (process) => serveBy(evaluators[process % evaluators.length]!),
    async expectFresh(browser) {
      const fresh = createBrowser(clock.monotonic);
      for (const { request } of browser.windows()) fresh.follow(request);
      fresh.describe(serveBy(createEvaluator({ store, retention, clock, every })));
      await vi.waitFor(() => {
        fresh.receive();
        expect(fresh.hasLoaded()).toBe(true);
      }, waitMs);
      const untilMs = stepMs;
      const held = browser.windows();
      const loaded = fresh.windows();
      fresh.cut();
      for (const [i, { request, series }] of held.entries()) {
        // Before the first step nothing is known, and functions of nothing may begin anywhere.
        const fromMs = Math.max(startMs, clock.now() - request.rangeMs);
        const span = { fromMs, untilMs };
        const expected = pointsOf(request, loaded[i]!.series, span);
        const drawn = pointsOf(request, series, span);
        expect({ drawnAndLoaded: differences(drawn, expected) }).toEqual({ drawnAndLoaded: [] });
        const answered = await query(request, loaded[i]!.series[0]?.window.stepMs ?? null, span);
        expect({ loadedAndAnswered: differences(expected, answered) }).toEqual({ loadedAndAnswered: [] });
      }
    },
  };

  /** What the API answers for the page's range, in the page's steps. */
  async function query(
    { target, rangeMs, stepMs: asked }: FeedRequest,
    drawnMs: number | null,
    span: { fromMs: number; untilMs: number },
  ) {
    const untilMs = clock.now();
    const asking = { targets: [target], fromMs: untilMs - rangeMs, untilMs, stepMs: drawnMs };
    const { series } = await queryRange(store, retention, { ...asking, maxDataPoints: null }, untilMs);
    const windows = series.map(({ name, startMs: firstMs, stepMs: its, values }) => ({
      name,
      window: { firstMs, stepMs: its, values },
    }));
    return pointsOf({ target, stepMs: asked }, windows, span);
  }
}

type Points = Pick<SeriesWindow, "firstMs" | "stepMs" | "values">;

/** By series, and then by the start of each whole step of the span that has a value. */
function pointsOf(
  { target, stepMs: asked }: Pick<FeedRequest, "target" | "stepMs">,
  series: readonly { name: string; window: Points }[],
  { fromMs, untilMs }: { fromMs: number; untilMs: number },
): Map<string, number> {
  const points = new Map<string, number>();
  for (const { name, window } of series) {
    const { firstMs, stepMs, values } = window;
    const label = `${target} ${asked}, ${name} in ${stepMs}`;
    // A series without a point is one, too.
    points.set(label, 0);
    values.forEach((value, i) => {
      const startMs = firstMs + i * stepMs;
      if (value !== null && startMs >= fromMs && startMs + stepMs <= untilMs)
        points.set(`${label} at ${startMs}`, value);
    });
  }
  return points;
}

/** What only one of the two has, or has otherwise; the first few of them. */
function differences(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): string[] {
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names]
    .filter((name) => one.get(name) !== other.get(name))
    .map((name) => `${name}: ${one.get(name)} and ${other.get(name)}`)
    .slice(0, 20);
}
