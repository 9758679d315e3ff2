import fc from "fast-check";
import { expect, it } from "vitest";
import type { Dashboard } from "./dashboard";
import * as edit from "./edit";
import { defaultPanel } from "./presets";
import { clampDashboard, limits, panelId } from "./schema";

const boardOf = (...targets: string[]): Dashboard => ({
  title: "",
  rangeMs: 900_000,
  theme: "system",
  panels: targets.map((target, index) => defaultPanel(panelId(index), [target])),
});
const targetsOf = (board: Dashboard) => board.panels.map((panel) => panel.targets.join("+"));
const idsOf = (board: Dashboard) => board.panels.map(({ id }) => id).join("");

it("moves a panel by places and stops at both ends", () => {
  const board = boardOf("a", "b", "c");
  expect(targetsOf(edit.movePanel(board, "a", 1))).toEqual(["b", "a", "c"]);
  expect(targetsOf(edit.movePanel(board, "c", -9))).toEqual(["c", "a", "b"]);
  expect(edit.movePanel(board, "a", -1)).toBe(board);
  expect(edit.movePanel(board, "nobody", 1)).toBe(board);
});

it("puts a copy behind its original, under an id of its own", () => {
  const board = edit.duplicatePanel(boardOf("a", "b"), "a");
  expect(targetsOf(board)).toEqual(["a", "a", "b"]);
  expect(idsOf(board)).toBe("acb");
});

it("adds only targets that are not there yet", () => {
  const board = boardOf("a");
  expect(targetsOf(edit.addTargets(board, "a", ["a", "b"]))).toEqual(["a+b"]);
  expect(edit.addTargets(board, "a", ["a"])).toBe(board);
});

it("adds no panel above the limit", () => {
  const board = boardOf(...Array.from({ length: limits.panels }, (_, index) => `t${index}`));
  expect(edit.addPanel(board, defaultPanel("", ["x"]))).toBe(board);
});

it("drops an upper bound that lies below the lower one", () => {
  const board = edit.changePanel(boardOf("a"), "a", { yMin: 5, yMax: 3 });
  expect(board.panels[0]).toMatchObject({ yMin: 5, yMax: null });
});

it("gives panels their ids back when a link is opened again", () => {
  const before = edit.removePanel(edit.movePanel(boardOf("a", "b", "c"), "c", -2), "a");
  expect(idsOf(before)).toBe("cb");
  expect(idsOf(edit.keepIds(before, boardOf("b", "c")))).toBe("bc");
  expect(idsOf(edit.keepIds(before, boardOf("a", "b", "c")))).toBe("dbc");
});

it("keeps a board legal and its ids unique through any sequence of edits", () => {
  const place = fc.integer({ min: 0, max: 12 }).map(panelId);
  const anyEdit = fc.oneof(
    fc.tuple(place, fc.string()).map(
      ([id, target]) =>
        (board: Dashboard) =>
          edit.addPanel(board, defaultPanel("", [target]), id),
    ),
    place.map((id) => (board: Dashboard) => edit.removePanel(board, id)),
    place.map((id) => (board: Dashboard) => edit.duplicatePanel(board, id)),
    fc.tuple(place, fc.integer()).map(
      ([id, by]) =>
        (board: Dashboard) =>
          edit.movePanel(board, id, by),
    ),
    fc.tuple(place, fc.string(), fc.double()).map(
      ([id, title, yMin]) =>
        (board: Dashboard) =>
          edit.changePanel(board, id, { title, yMin }),
    ),
    fc.tuple(place, fc.array(fc.string())).map(
      ([id, targets]) =>
        (board: Dashboard) =>
          edit.addTargets(board, id, targets),
    ),
    fc.constant((board: Dashboard) => edit.keepIds(board, boardOf("x", "y"))),
  );
  fc.assert(
    fc.property(fc.array(anyEdit, { maxLength: 40 }), (edits) => {
      let board = boardOf("a", "b", "c");
      for (const apply of edits) board = apply(board);
      expect(clampDashboard(board)).toEqual(board);
      expect(new Set(board.panels.map(({ id }) => id)).size).toBe(board.panels.length);
    }),
  );
});

it("without a target those at the right stay the same ones", () => {
  const panel = { ...defaultPanel("a", ["x", "y", "z"]), rightTargets: [0, 2] };
  expect(edit.withoutTarget(panel, 0)).toEqual({ targets: ["y", "z"], rightTargets: [1] });
  expect(edit.withoutTarget(panel, 1)).toEqual({ targets: ["x", "z"], rightTargets: [0, 1] });
});
