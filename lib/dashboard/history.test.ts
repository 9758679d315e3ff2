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

it("amends the newest entry, written or waiting, and lets a gesture go on", () => {
  const { writer, entries, advance } = openBar();
  writer.write("a", null);
  writer.amend("a'");
  writer.write("t", "title");
  writer.amend("t'");
  writer.write("ti", "title");
  advance(1_000);
  expect(entries).toEqual(["start", "a'", "ti"]);
  for (let change = 0; change < 25; change += 1) writer.write(`change ${change}`, null);
  writer.amend("last");
  advance(60_000);
  expect(entries[entries.length - 1]).toBe("last");
  expect(entries).toHaveLength(3 + 25);
});

it("writes at once, in the long run twice a second, and loses no finished gesture", () => {
  const { writer, entries, writes, advance } = openBar();
  for (let letter = 0; letter < 3_000; letter += 1) {
    writer.write(`typed ${letter}`, "title");
    advance(20);
  }
  expect(entries).toEqual(["start", "typed 2999"]);
  writer.write("x", null);
  writer.write("y", null);
  advance(10_000);
  expect(entries).toEqual(["start", "typed 2999", "x", "y"]);
  expect(writes.slice(0, 3)).toEqual([0, 20, 40]);
  const busiest = writes.map((fromMs) => writes.filter((ms) => ms >= fromMs && ms < fromMs + 30_000).length);
  expect(Math.max(...busiest)).toBeLessThanOrEqual(80);
});

/** Twenty changes go at once; those after them wait. */
function writeBurst({ writer }: ReturnType<typeof openBar>): void {
  for (let change = 1; change <= 20; change += 1) writer.write(`${change}`, null);
}

it("writes what waits when the page goes", () => {
  const bar = openBar();
  writeBurst(bar);
  bar.writer.write("last", null);
  expect(bar.entries.at(-1)).toBe("20");
  bar.writer.settle();
  expect(bar.entries.slice(-2)).toEqual(["20", "last"]);
  bar.advance(5_000);
  expect(bar.entries.slice(-2)).toEqual(["20", "last"]);
});

it("takes back a change whose link still waits, and the link is again the board's", () => {
  const bar = openBar();
  writeBurst(bar);
  bar.writer.write("21", null);
  bar.writer.write("22", null);
  bar.entries.pop();
  expect(bar.writer.goBack("19")).toBe("21");
  bar.advance(5_000);
  expect(bar.entries.slice(-3)).toEqual(["19", "20", "21"]);
  bar.entries.pop();
  expect(bar.writer.goBack("20")).toBe("20");
  bar.advance(5_000);
  expect(bar.entries.slice(-2)).toEqual(["19", "20"]);
});
