import { afterEach, expect, test, vi } from "vitest";
import {
  dropCursor,
  leaveCursor,
  moveCursor,
  onCursor,
  pinCursor,
  placeCursor,
  readCursor,
  registerPanel,
  stepCursor,
} from "./cursor";

afterEach(dropCursor);

test("every panel hears of a new moment once, and not of the same one again", () => {
  const heard = vi.fn<() => void>();
  const stop = onCursor(heard);
  moveCursor({ ms: 1_000, owner: "a" });
  moveCursor({ ms: 1_000, owner: "a" });
  expect(heard).toHaveBeenCalledTimes(1);
  stop();
  moveCursor({ ms: 2_000, owner: "a" });
  expect(heard).toHaveBeenCalledTimes(1);
});

test("a panel takes away its own cursor only", () => {
  moveCursor({ ms: 1_000, owner: "a" });
  leaveCursor("b");
  expect(readCursor()).toMatchObject({ ms: 1_000, owner: "a" });
  leaveCursor("a");
  expect(readCursor()).toBeNull();
});

test("a pinned cursor follows no pointer, steps by keys, and goes with its panel", () => {
  const remove = registerPanel("a", { step: () => {}, picture: () => null, windows: () => [] });
  moveCursor({ ms: 1_000, owner: "a" });
  pinCursor();
  moveCursor({ ms: 2_000, owner: "b" });
  leaveCursor("a");
  expect(readCursor()).toMatchObject({ ms: 1_000, owner: "a", isPinned: true });
  placeCursor(3_000, "a");
  expect(readCursor()).toMatchObject({ ms: 3_000, isPinned: true });
  remove();
  expect(readCursor()).toBeNull();
});

test("steps go to the panel that they are meant for, or to the one that has the cursor, or to the first", () => {
  const stepped: string[] = [];
  const handle = (name: string) => ({
    step: (points: number) => void stepped.push(`${name} ${points}`),
    picture: () => null,
    windows: () => [],
  });
  const removals = ["a", "b"].map((name) => registerPanel(name, handle(name)));
  stepCursor(-1, "b");
  stepCursor(1);
  moveCursor({ ms: 1_000, owner: "b" });
  stepCursor(10);
  for (const remove of removals) remove();
  stepCursor(1, "a");
  expect(stepped).toEqual(["b -1", "a 1", "b 10"]);
  expect(readCursor()).toBeNull();
});
