import { expect, it } from "vitest";
import type { StreamSeries } from "@/lib/live/frames";
import { createCarried, heldLines } from "./carried";

const seriesOf = (key: string, ...names: string[]): StreamSeries[] =>
  names.map((name) => ({ key, name, stepMs: 1_000 }));
const arranged = (rev: string, ...series: StreamSeries[][]) => ({ rev, series: series.flat() });
const resume = (rev?: string) => ({
  after: { end: 2, seen: 1, ...(rev !== undefined && { rev }) },
  held: (key: string) => key !== "unheld",
});

it("a client whose lines are the present ones holds what it says, also of another process' stream", () => {
  const held = heldLines(resume("r"), arranged("r", seriesOf("a", "x")), createCarried());
  expect(["a", "unheld"].map(held)).toEqual([true, false]);
});

it("a key with a line more, one less or another step is not held; the others are", () => {
  const carried = createCarried();
  carried.note(
    arranged("before", ...["same", "more", "less"].map((key) => seriesOf(key, "x", "y")), [
      { key: "step", name: "x", stepMs: 10_000 },
    ]),
  );
  const now = arranged(
    "now",
    seriesOf("same", "x", "y"),
    seriesOf("more", "x", "y", "z"),
    seriesOf("less", "x"),
    seriesOf("step", "x"),
    seriesOf("new", "x"),
  );
  const held = heldLines(resume("before"), now, carried);
  expect(["same", "more", "less", "step", "new"].map(held)).toEqual([true, false, false, false, false]);
});

it("of lines that nobody here knows any more nothing is taken to be held", () => {
  const carried = createCarried();
  for (let i = 0; i <= 1_000; i++) carried.note(arranged(`r${i}`, seriesOf("a", "x")));
  const now = arranged("now", seriesOf("a", "x"), seriesOf("b", "x"));
  expect(heldLines(resume("r0"), now, carried)("a")).toBe(false);
  expect(heldLines(resume("r1"), now, carried)("a")).toBe(true);
  expect(heldLines(resume(), now, carried)("a")).toBe(false);
});
