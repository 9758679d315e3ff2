import { expect, it } from "vitest";
import { createRecordStore } from "./records";

it("keeps the newest events, and forgets the others on disk too", async () => {
  const disk = new Map<string, string>();
  const open = () =>
    createRecordStore({
      now: () => 0,
      saved: disk,
      save: async (key, text) => void (text === null ? disk.delete(key) : disk.set(key, text)),
      close: async () => {},
      keptEvents: 3,
    });
  const boards = open();
  for (const atMs of [50, 10, 40, 20, 30])
    await boards.addEvent({ id: `${atMs}`, atMs, title: "deploy", text: "", tags: [] });
  for (const each of [boards, open()]) {
    const kept = await each.listEvents({ fromMs: 0, untilMs: 100 });
    expect(kept.map(({ atMs }) => atMs)).toEqual([30, 40, 50]);
  }
  expect(disk.size).toBe(3);
});
