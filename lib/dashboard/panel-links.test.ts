import { expect, it } from "vitest";
import { defaultBoard, defaultPanel } from "./presets";
import { panelLinks } from "./panel-links";
import { parseBoardUrl } from "./url";

const board = { ...defaultBoard(), title: "Shop", rangeMs: 3_600_000, theme: "dark" as const };

it("gives a panel's link, its frame and its numbers, with the board's range and theme", () => {
  const panel = { ...defaultPanel("q", ["counters:a.b", "timers:t&x:p95"]) };
  const links = panelLinks(board, panel);
  expect(links.board).toBe("/?target=counters:a.b&target=%2Btimers:t%26x:p95&range=1h&theme=dark");
  expect(links.frame).toBe(links.board.replace("/?", "/embed/a?"));
  expect(links.csv).toBe("/api/query?target=counters%3Aa.b&target=timers%3At%26x%3Ap95&range=1h&format=csv");
});

it("carries whatever else the panel is, and its step into the numbers", () => {
  const panel = { ...defaultPanel("q", ["gauges:g"]), title: "One", yMax: 5, stepMs: 10_000 };
  const links = panelLinks(board, panel);
  const { state } = parseBoardUrl(links.frame.slice(links.frame.indexOf("?")));
  expect(state.board.panels).toEqual([{ ...panel, id: "a" }]);
  expect(links.csv).toContain("&step=10s&");
});
