import { expect, it } from "vitest";
import { parseBoardUrl } from "@/lib/dashboard/url";
import { graphToBoardLink, pathToBoardLink } from "./links";

const nowMs = 1_700_003_600_000;

function boardOf(link: string) {
  const { state, notices } = parseBoardUrl(link.slice(1));
  expect(notices).toEqual([]);
  return {
    panels: state.board.panels.map(({ targets }) => targets),
    rangeMs: state.board.rangeMs,
    automatic: state.automatic,
  };
}

it("opens batsd-dash's graph as one panel with all of it, back to its start", () => {
  const hash = "#counters=a.b,c.d&timers=e.f:max&gauges=g&start=1700000000&stop=1700003600";
  expect(boardOf(graphToBoardLink(hash, nowMs))).toEqual({
    panels: [["counters:a.b", "counters:c.d", "timers:e.f:max", "gauges:g"]],
    rangeMs: 3_600_000,
    automatic: false,
  });
});

it("shows half an hour without a start, and a timer's mean without a statistic", () => {
  const board = boardOf(graphToBoardLink("#timers=e.f", nowMs));
  expect(board).toMatchObject({ panels: [["timers:e.f:mean"]], rangeMs: 1_800_000 });
});

it.each(["#counters=a&start=1", "#counters=a&start=1700003599", "#counters=a&start=soon"])(
  "keeps %s within the ranges there are",
  (hash) =>
    expect([60_000, 1_800_000, 60 * 86_400_000]).toContain(boardOf(graphToBoardLink(hash, nowMs)).rangeMs),
);

it.each(["", "#", "#start=1&stop=2", "#counters=", "#%E0%A4%A"])("takes %j to the default board", (hash) =>
  expect(graphToBoardLink(hash, nowMs)).toBe("/"),
);

it("carries any name whole, and never leaves this server", () => {
  const name = "a&b=c#d+e/../%2F";
  expect(boardOf(graphToBoardLink(`#counters=${encodeURIComponent(name)}`, nowMs)).panels).toEqual([
    [`counters:${name}`],
  ]);
  expect(boardOf(pathToBoardLink("gauges", [name])).panels).toEqual([[`gauges:${name}`]]);
  expect(pathToBoardLink("counters", ["//evil.example"])).toMatch(/^\/\?target=/);
});

it("opens batsdboard's pages, a timer's measure being its mean unless it is named", () => {
  expect(boardOf(pathToBoardLink("counters", ["web.hits"])).panels).toEqual([["counters:web.hits"]]);
  expect(boardOf(pathToBoardLink("timers", ["web.time"])).panels).toEqual([["timers:web.time:mean"]]);
  expect(boardOf(pathToBoardLink("timers", ["web.time", "max"])).panels).toEqual([["timers:web.time:max"]]);
  expect(pathToBoardLink("timers", [])).toBe("/");
});
