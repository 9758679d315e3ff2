import { expect, it } from "vitest";
import { createLinkWriter } from "./history";

function openBar() {
  const entries = ["start"];
  const writes: number[] = [];
  let nowMs = 0;
  let timers: { atMs: number; run: () => void }[] = [];
  const writer = createLinkWriter(
    {
      push: (query) => (writes.push(nowMs), entries.push(query)),
      replace: (query) => (writes.push(nowMs), (entries[entries.length - 1] = query)),
    },
    {
      now: () => nowMs,
      setTimer(run, ms) {
        const timer = { atMs: nowMs + ms, run };
        timers.push(timer);
        return () => (timers = timers.filter((each) => each !== timer));
      },
    },
  );
  function advance(ms: number): void {
    const untilMs = nowMs + ms;
    for (;;) {
      const due = timers.filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (!due) break;
      timers = timers.filter((each) => each !== due);
      nowMs = due.atMs;
      due.run();
    }
    nowMs = untilMs;
  }
  return { writer, entries, writes, advance };
}

it("makes each finished gesture one entry", () => {
  const { writer, entries, advance } = openBar();
  for (const query of ["a", "b", "c"]) {
    writer.write(query, null);
    advance(1_000);
  }
  expect(entries).toEqual(["start", "a", "b", "c"]);
});

it("replaces the entry while one gesture goes on, and starts a new one after its end", () => {
  const { writer, entries, advance } = openBar();
  for (const query of ["t", "ti", "tit"]) {
    writer.write(query, "title");
    advance(600);
  }
  writer.endGesture();
  writer.write("title 2", "title");
  advance(600);
  expect(entries).toEqual(["start", "tit", "title 2"]);
});

it("writes at most twice a second, ends with the last state and loses no finished gesture", () => {
  const { writer, entries, writes, advance } = openBar();
  for (let letter = 0; letter < 100; letter += 1) {
    writer.write(`typed ${letter}`, "title");
    advance(20);
  }
  writer.write("x", null);
  writer.write("y", null);
  advance(10_000);
  expect(entries).toEqual(["start", "typed 99", "x", "y"]);
  for (let index = 1; index < writes.length; index += 1)
    expect(writes[index]! - writes[index - 1]!).toBeGreaterThanOrEqual(500);
});

it("writes what waits when the page goes", () => {
  const { writer, entries, advance } = openBar();
  writer.write("a", null);
  writer.write("b", null);
  expect(entries).toEqual(["start", "a"]);
  writer.settle();
  expect(entries).toEqual(["start", "a", "b"]);
  advance(5_000);
  expect(entries).toEqual(["start", "a", "b"]);
});
