import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { goLive, graceMs, holdView, leaveView, onView, readView, releaseView, showView } from "./view";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  leaveView();
  goLive();
  vi.advanceTimersByTime(graceMs);
  vi.useRealTimers();
});

test("a pointer holds what is drawn, over the gap between two panels, until it is on none", () => {
  holdView("pointer", 5_000);
  leaveView();
  vi.advanceTimersByTime(graceMs - 1);
  holdView("pointer", 9_000);
  vi.advanceTimersByTime(10 * graceMs);
  expect(readView()).toEqual({ fromMs: null, untilMs: 5_000, isKept: false });
  leaveView();
  vi.advanceTimersByTime(graceMs);
  expect(readView()).toBeNull();
});

test("a wish keeps it when the pointer goes, and lets it go only when asked", () => {
  holdView("pointer", 5_000);
  holdView("wish", 7_000);
  leaveView();
  vi.advanceTimersByTime(graceMs);
  expect(readView()).toEqual({ fromMs: null, untilMs: 5_000, isKept: true });
  releaseView("wish");
  expect(readView()).toBeNull();
});

test("nothing is held before there is data", () => {
  holdView("pointer", null);
  holdView("wish", null);
  expect(readView()).toBeNull();
});

test("live by a wish, it is not held again by a pointer that still rests there, but by one that comes anew", () => {
  holdView("pointer", 5_000);
  goLive();
  holdView("pointer", 6_000);
  expect(readView()).toBeNull();
  leaveView();
  vi.advanceTimersByTime(graceMs);
  holdView("pointer", 7_000);
  expect(readView()?.untilMs).toBe(7_000);
});

test("a pin that goes leaves the view to the pointer, if it is there", () => {
  holdView("pointer", 5_000);
  holdView("pin", 5_000);
  expect(readView()?.isKept).toBe(true);
  releaseView("pin");
  expect(readView()).toEqual({ fromMs: null, untilMs: 5_000, isKept: false });
});

test("a part of time that is asked for is kept, and each listener hears of it once", () => {
  const heard = vi.fn<() => void>();
  const stop = onView(heard);
  showView(1_000, 2_000);
  holdView("wish", 9_000);
  stop();
  expect(heard).toHaveBeenCalledTimes(1);
  expect(readView()).toEqual({ fromMs: 1_000, untilMs: 2_000, isKept: true });
});
