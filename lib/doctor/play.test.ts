import { expect, it } from "vitest";
import { createTimers } from "./timers.test-support";
import { parsePlan } from "./plan";
import { playSelfTest } from "./play";

function play(query: string) {
  const timers = createTimers();
  const sent: { atMs: number; text: string }[] = [];
  let closedMs: number | null = null;
  const stop = playSelfTest({
    plan: parsePlan(new URLSearchParams(query))!,
    seen: { host: "board.example", address: "203.0.113.7" },
    now: timers.now,
    every: timers.every,
    send: (bytes) => void sent.push({ atMs: timers.now(), text: new TextDecoder().decode(bytes) }),
    close() {
      closedMs = timers.now();
      stop();
    },
  });
  return { timers, sent, stop, closedMs: () => closedMs };
}

it("talks every 100 ms, is silent for 15 s, and then says its end", () => {
  const { timers, sent, closedMs } = play("");
  timers.advance(60_000);
  expect(sent.map(({ atMs }) => atMs)).toEqual([
    ...Array.from({ length: 30 }, (_, n) => n * 100),
    17_900,
    18_900,
  ]);
  expect(sent[30]!.text).toBe(":\n\n");
  expect(sent[31]!.text).toBe('event: end\ndata: {"n":30,"sentMs":18900}\n\n');
  expect(closedMs()).toBe(18_900);
  expect(timers.running()).toBe(0);
});

it("says in its first event what the server saw", () => {
  const { sent } = play("ms=0&quiet=1000");
  expect(sent[0]!.text).toContain('"seen":{"host":"board.example","address":"203.0.113.7"}');
});

it("stays silent as long as it is asked to, but for heartbeats", () => {
  const { timers, sent } = play("ms=100&quiet=60500");
  timers.advance(60_499);
  expect(sent.map(({ atMs }) => atMs)).toEqual([0, 15_000, 30_000, 45_000, 60_000]);
});

it("leaves no timer behind when its reader leaves", () => {
  for (const atMs of [50, 5_000]) {
    const { timers, stop } = play("");
    timers.advance(atMs);
    stop();
    expect(timers.running()).toBe(0);
  }
});

it("refuses plans that would never end", () => {
  for (const query of ["ms=30001", "quiet=300001", "ms=-1", "ms=1.5", "quiet=x", "ms="])
    expect(parsePlan(new URLSearchParams(query))).toBeNull();
});
