import { afterEach, expect, test } from "vitest";
import { createRandom } from "@/lib/random.test-support";
import { keyOf } from "./feeds";
import type { LiveSource } from "./source";
import {
  createTestPage,
  requestOf,
  startStreamServer,
  type StreamServer,
  type TestStream,
  until,
} from "./stream-server.test-support";
import { openTestBrowser } from "./tabs.test-support";

// Tabs come, go, hide, show, sleep and change what they follow while steps end; a server that knows every
// step answers as the real one does. In the end every tab holds what it would hold if it were opened now.

const targets = ["a", "b", "c"];
const rangeSteps = 60;
const marginSteps = 10;
let cleanups: (() => void)[] = [];

afterEach(() => {
  for (const cleanup of cleanups) cleanup();
  cleanups = [];
});

test.each(Array.from({ length: 20 }, (_, i) => i + 1))(
  "whatever tabs do, none loses or doubles a step (%i)",
  async (seed) => {
    const random = createRandom(seed);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
    const model = await startModel(random() < 0.5);
    const browser = openTestBrowser();
    const tabs: ReturnType<typeof openTab>[] = [openTab(model.server, browser)];
    for (let turn = 0; turn < 40; turn++) {
      const tab = pick(tabs);
      const act = random();
      if (act < 0.15 && tabs.length < 5) tabs.push(openTab(model.server, browser));
      else if (act < 0.25 && tabs.length > 1) tabs.splice(tabs.indexOf(tab), 1)[0]!.source.sleep();
      else if (act < 0.45) tab.show(random() < 0.5);
      else if (act < 0.55) tab.source.sleep();
      else if (act < 0.7) tab.source.wake();
      else if (act < 0.9) tab.toggle(pick(targets));
      model.tick();
      await new Promise((resolve) => setTimeout(resolve, random() * 30));
    }
    for (const tab of tabs) {
      tab.show(true);
      for (const target of targets) if (!tab.follows(target)) tab.toggle(target);
    }
    const isWhole = () =>
      tabs.every((tab) => targets.every((target) => model.isNow(target, tab.read(target))));
    // So seldom that no window can fill up with new steps alone.
    const ticking = setInterval(model.tick, 200);
    cleanups.push(() => clearInterval(ticking));
    await until(() => isWhole() && model.server.open().length === 1);
    expect(tabs.map(({ source }) => source.getStatus().state)).toEqual(tabs.map(() => "live"));
  },
);

function openTab(server: StreamServer, browser: ReturnType<typeof openTestBrowser>) {
  let visible = true;
  const source: LiveSource = createTestPage(server, { tabs: browser.makeTab(), isVisible: () => visible });
  const followed = new Map<string, ReturnType<LiveSource["follow"]>>();
  cleanups.push(() => source.sleep());
  const tab = {
    source,
    follows: (target: string) => followed.has(target),
    toggle(target: string) {
      followed.get(target)?.release();
      if (!followed.delete(target)) followed.set(target, source.follow(requestOf(target)));
    },
    show(next: boolean) {
      visible = next;
      source.wake();
    },
    read: (target: string) => followed.get(target)?.feed.series[0]?.window,
  };
  tab.toggle("a");
  return tab;
}

/** The value of a step is told by its number and its target. */
async function startModel(takesPatches: boolean) {
  const server = await startStreamServer();
  cleanups.push(server.stop);
  if (takesPatches) server.patches = [];
  let now = 100;
  const sent = new Map<TestStream, Set<string>>();
  const valueOf = (key: string, step: number) => step * 1_000 + (key.charCodeAt(0) % 97);
  const runOf = (key: string, from: number): [number, number[]] => [
    from * 1_000,
    Array.from({ length: now - from }, (_, i) => valueOf(key, from + i)),
  ];
  server.onStream = (stream) => {
    const before = sent.get(stream);
    const keys = stream.description.subscriptions.map(({ key }) => key).sort();
    const after = Number(/after=(\d+)/.exec(stream.url)?.[1] ?? 0) / 1_000;
    const columns = keys.map((key): [number, number[]][] => {
      if (before?.has(key)) return [];
      const isHeld = !before && after > 0 && stream.description.held.includes(key);
      return [runOf(key, isHeld ? Math.max(now - rangeSteps, after - marginSteps) : now - rangeSteps)];
    });
    sent.set(stream, new Set(keys));
    const series = keys.map((key) => ({ key, name: key, stepMs: 1_000 }));
    const fresh = !before && after === 0;
    stream.send({ event: "snapshot", data: { rev: keys.join(), keys, series, columns, fresh } });
  };
  return {
    server,
    tick() {
      now++;
      for (const stream of server.open()) {
        const keys = [...(sent.get(stream) ?? [])].sort();
        const values = keys.map((key) => valueOf(key, now - 1));
        const data = { rev: keys.join(), end: now * 1_000, values };
        stream.send({ event: "flush", data }, `${now * 1_000}.${now * 1_000}`);
      }
    },
    isNow(target: string, window: { firstMs: number; values: readonly (number | null)[] } | undefined) {
      if (!window || window.values.length < rangeSteps) return false;
      const first = window.firstMs / 1_000;
      const key = keyOf(requestOf(target));
      const isRight = window.values.every((value, i) => value === valueOf(key, first + i));
      return isRight && first + window.values.length >= now - 2;
    },
  };
}
