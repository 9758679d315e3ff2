import { expect, test } from "vitest";
import { createMarkedEvents } from "./marked-events";

const at = (id: string, atMs: number) => ({ id, atMs, title: id, text: "", tags: [] });

test("events stand by their times, each once, and the list is the same until one is new", () => {
  const events = createMarkedEvents();
  expect([at("b", 2), at("a", 1), at("b", 2), at("c", 3)].map(events.add)).toEqual([true, true, false, true]);
  const before = events.list();
  expect(before.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  events.add(at("a", 1));
  expect(events.list()).toBe(before);
});

test("the newest thousand are kept, and what is no event is none", () => {
  const events = createMarkedEvents();
  for (let atMs = 0; atMs < 1_200; atMs++) events.add(at(`e${atMs}`, atMs));
  expect(events.list()).toHaveLength(1_000);
  expect(events.list()[0]!.atMs).toBe(200);
  expect(events.add({} as never)).toBe(false);
});
