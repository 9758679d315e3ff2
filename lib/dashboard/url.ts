import { parseDuration, printDuration } from "@/lib/metric/duration";
import { type Dashboard, defaultRangeMs } from "./dashboard";
import { packDashboard, unpackDashboard } from "./packed";
import { defaultPanel } from "./presets";
import { clampDashboard, clampPanel, clampRange, clampTitle, isTheme, limits, panelId } from "./schema";

/** What the page shows: a board of its own, or the default one, whose panels come by themselves. */
export interface BoardState {
  /** When `automatic`, its panels are empty: they are made from what arrives. */
  board: Dashboard;
  automatic: boolean;
  /** Only of an automatic board. */
  hostHidden: boolean;
}

export interface ParsedBoard {
  state: BoardState;
  /** What could not be read and what is shown instead: sentences for the page. */
  notices: string[];
}

/** The query of the board's link: empty, or with its question mark. The readable form where it can say it all. */
export function printBoardUrl({ board, automatic, hostHidden }: BoardState): string {
  const parts: string[] = [];
  if (automatic) {
    if (hostHidden) parts.push("host=off");
  } else if (isReadable(board)) {
    if (board.title !== "") parts.push(`title=${encode(board.title)}`);
    for (const panel of board.panels)
      panel.targets.forEach((target, index) =>
        parts.push(`target=${index === 0 ? "" : "%2B"}${encode(target)}`),
      );
  } else {
    return `?b=${packDashboard(board)}`;
  }
  if (board.rangeMs !== defaultRangeMs) parts.push(`range=${printDuration(board.rangeMs)}`);
  if (board.theme !== "system") parts.push(`theme=${board.theme}`);
  return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

/** Never throws: what cannot be read falls back to the default and is named in `notices`. */
export function parseBoardUrl(query: string | URLSearchParams): ParsedBoard {
  const params = new URLSearchParams(query);
  const notices: string[] = [];
  const packed = params.get("b");
  if (packed !== null) {
    const board = unpackDashboard(packed, notices);
    if (board !== null) return { state: { board, automatic: false, hostHidden: false }, notices };
  }
  const targets = params.getAll("target");
  const board = clampDashboard({
    title: clampTitle(params.get("title") ?? ""),
    rangeMs: readRange(params.get("range"), notices),
    theme: readTheme(params.get("theme"), notices),
    panels: readPanels(targets, notices),
  });
  const automatic = board.panels.length === 0;
  if (automatic && targets.length > 0) notices.push("The link names no bucket. The default board is shown.");
  const hostHidden = automatic && params.get("host") === "off";
  return {
    state: { board: automatic ? { ...board, title: "" } : board, automatic, hostHidden },
    notices,
  };
}

/** Whether the readable form says all of it: at least one panel, each as its targets alone would make it. */
function isReadable(board: Dashboard): boolean {
  return (
    board.panels.length > 0 &&
    board.panels.every((panel) => {
      const plain = clampPanel(defaultPanel(panel.id, panel.targets));
      return (
        panel.targets.length > 0 &&
        panel.targets.every((target) => !target.startsWith("+")) &&
        (Object.keys(plain) as (keyof typeof plain)[]).every(
          (field) => field === "targets" || JSON.stringify(panel[field]) === JSON.stringify(plain[field]),
        )
      );
    })
  );
}

function readPanels(targets: string[], notices: string[]): Dashboard["panels"] {
  const groups: string[][] = [];
  for (const target of targets) {
    // A plus typed by hand decodes to a space.
    const last = /^[+ ]/.test(target) ? groups[groups.length - 1] : undefined;
    const name = target.replace(/^[+ ]/, "").trim();
    if (name === "") continue;
    if (last) last.push(name);
    else groups.push([name]);
  }
  if (groups.length > limits.panels)
    notices.push(`The link asks for ${groups.length} panels. The first ${limits.panels} are shown.`);
  if (groups.some((group) => group.length > limits.targets))
    notices.push(`The link asks for more than ${limits.targets} targets in one panel. The first are shown.`);
  return groups.map((group, index) => defaultPanel(panelId(index), group));
}

function readRange(text: string | null, notices: string[]): number {
  if (text === null) return defaultRangeMs;
  const asked = parseDuration(text);
  const rangeMs = asked === null ? defaultRangeMs : clampRange(asked);
  if (rangeMs !== asked)
    notices.push(
      `The range "${text.slice(0, 20)}" in the link is not 1m to 60d. ${printDuration(rangeMs)} is shown.`,
    );
  return rangeMs;
}

function readTheme(text: string | null, notices: string[]): Dashboard["theme"] {
  if (text === null || isTheme(text)) return text ?? "system";
  notices.push(`The theme "${text.slice(0, 20)}" in the link is neither light nor dark.`);
  return "system";
}

/** Like encodeURIComponent, but leaves what a query may carry plain: names stay readable. */
function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/%(3A|2C|2F|40|24)/g, decodeURIComponent)
    .replaceAll("'", "%27");
}
