import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { BoardConflict, type BoardStore, type StoredBoard } from "./port";

interface OpenBoards {
  boards: BoardStore;
  /** Lets this much time pass, by the store's clock. */
  pass(ms: number): Promise<void>;
  close(): Promise<void>;
}

const board = (version: number, title = "one"): StoredBoard => ({
  id: "b",
  title,
  version,
  text: "{}",
  changedMs: 5,
});

/** What every BoardStore does. `open` gives an empty one. */
export function describeBoardStore(name: string, open: () => Promise<OpenBoards>): void {
  describe(`a board store (${name})`, () => {
    let opened: OpenBoards;
    let boards: BoardStore;
    beforeEach(async () => {
      opened = await open();
      boards = opened.boards;
    });
    afterEach(() => opened.close());

    it("keeps a description for its life, and reading renews that", async () => {
      // Real time passes in two of the stores: lives are long enough for a busy machine.
      await boards.putDescription("d", "text", 2_000);
      await opened.pass(1_200);
      expect(await boards.getDescription("d")).toBe("text");
      await opened.pass(1_200);
      expect(await boards.getDescription("d")).toBe("text");
      await opened.pass(2_500);
      expect(await boards.getDescription("d")).toBeNull();
    });

    it("forgets a description that is removed, and knows none it was not given", async () => {
      await boards.putDescription("d", "text", 10_000);
      await boards.removeDescription("d");
      expect(await boards.getDescription("d")).toBeNull();
      expect(await boards.getDescription("__proto__")).toBeNull();
    });

    it("changes a description only while it reads as it was read, and renews its life", async () => {
      await boards.putDescription("d", "one", 2_000);
      expect(await boards.changeDescription("d", "other", "two", 2_000)).toBe(false);
      await opened.pass(1_200);
      expect(await boards.changeDescription("d", "one", "two", 2_000)).toBe(true);
      await opened.pass(1_200);
      expect(await boards.getDescription("d")).toBe("two");
      expect(await boards.changeDescription("unknown", "", "two", 2_000)).toBe(false);
      const writers = ["a", "b", "c", "d"].map((next) => boards.changeDescription("d", "two", next, 2_000));
      expect((await Promise.all(writers)).filter(Boolean)).toEqual([true]);
    });

    it("tells watchers of one document about its changes, until they stop", async () => {
      let changes = 0;
      const stop = await boards.watch("b", () => changes++);
      await boards.putBoard(board(1));
      await vi.waitFor(() => expect(changes).toBe(1));
      await boards.putBoard({ ...board(1), id: "other" });
      stop();
      await boards.putBoard(board(2));
      await opened.pass(50);
      expect(changes).toBe(1);
    });

    it("takes the next version of a board and refuses any other", async () => {
      expect(await boards.putBoard(board(1))).toEqual({ version: 1 });
      expect(await boards.putBoard(board(2, "two"))).toEqual({ version: 2 });
      for (const version of [1, 2, 4])
        await expect(boards.putBoard(board(version))).rejects.toThrow(BoardConflict);
      expect(await boards.getBoard("b")).toEqual(board(2, "two"));
      expect(await boards.listBoards()).toEqual([board(2, "two")]);
      await boards.removeBoard("b");
      expect(await boards.getBoard("b")).toBeNull();
    });

    it("keeps links", async () => {
      await boards.putLink("l", "?b=1.x");
      expect(await boards.getLink("l")).toBe("?b=1.x");
      expect(await boards.getLink("m")).toBeNull();
    });

    it("tells of each event that is added, until it is told to stop", async () => {
      const added: string[] = [];
      const stop = await boards.watchEvents({ added: ({ id }) => added.push(id), missed() {} });
      const event = (id: string) => ({ id, atMs: 5, title: id, text: "", tags: [] });
      await boards.addEvent(event("a"));
      await vi.waitFor(() => expect(added).toEqual(["a"]));
      stop();
      await boards.addEvent(event("b"));
      await opened.pass(50);
      expect(added).toEqual(["a"]);
    });

    it("lists events of a span in their order", async () => {
      const event = (id: string, atMs: number) => ({ id, atMs, title: id, text: "", tags: ["deploy"] });
      for (const each of [event("c", 30), event("a", 10), event("b", 20)]) await boards.addEvent(each);
      expect(await boards.listEvents({ fromMs: 10, untilMs: 30 })).toEqual([event("a", 10), event("b", 20)]);
    });
  });
}
