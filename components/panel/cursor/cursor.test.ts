import { afterEach, expect, test, vi } from "vitest";
import { leaveCursor, moveCursor, onCursor, readCursor, registerStepper, stepCursor } from "./cursor";

afterEach(() => moveCursor(null));

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
  expect(readCursor()).toEqual({ ms: 1_000, owner: "a" });
  leaveCursor("a");
  expect(readCursor()).toBeNull();
});

test("steps go to the panel that they are meant for, until it is gone and its cursor with it", () => {
  const stepped: number[] = [];
  const remove = registerStepper("a", (points) => stepped.push(points));
  stepCursor("a", -1);
  stepCursor("b", 1);
  moveCursor({ ms: 1_000, owner: "a" });
  remove();
  stepCursor("a", 1);
  expect(stepped).toEqual([-1]);
  expect(readCursor()).toBeNull();
});
