import type { SourceStatus } from "@/lib/live/source-status";

export interface ConnectionWords {
  /** For its looks: polling is live without a stream. */
  state: SourceStatus["state"] | "polling";
  word: string;
  detail: string;
  /** For whoever points at it: one sentence a line. */
  more: string | undefined;
}

const pollingText = "updates every 2\u2009s";

export function describeConnection(status: SourceStatus): ConnectionWords {
  const { state, way, lagMs, behindMs, reason } = status;
  const behind = behindMs > 0 ? `data is safe, ${printAge(behindMs)} behind` : "data is safe";
  const more = listMore(status) || undefined;
  switch (state) {
    case "live":
      if (way === "polling") return { state: "polling", word: "polling", detail: pollingText, more };
      return { state, word: "live", detail: lagMs === null ? "" : printLag(lagMs), more };
    case "connecting":
      return { state, word: "connecting…", detail: "", more };
    case "reconnecting":
      return { state, word: "reconnecting…", detail: behind, more };
    case "offline":
      return { state, word: "offline", detail: behind, more };
    case "away":
      return { state, word: "store away", detail: reason ?? behind, more };
  }
}

function listMore({ state, way, tabs, lagMs, clockOffMs, reason }: SourceStatus): string {
  const off = printAge(Math.abs(clockOffMs));
  const sentences = [
    state === "live" && way === "stream" && lagMs !== null
      ? `95 of 100 steps are drawn at most ${printLag(lagMs)} after they end (last minute)`
      : null,
    state === "live" && way === "polling" ? "no stream comes through to this browser: it asks instead" : null,
    tabs > 1 ? `one connection, shared by ${tabs} tabs` : null,
    clockOffMs === 0 ? null : `this computer is ${off} ${clockOffMs < 0 ? "behind" : "ahead"}; corrected`,
    reason,
  ];
  return sentences.filter((each) => each !== null).join("\n");
}

function printLag(lagMs: number): string {
  return lagMs < 10_000 ? `${Math.max(0, Math.round(lagMs))}\u2009ms` : printAge(lagMs);
}

function printAge(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds}\u2009s` : `${Math.round(seconds / 60)}\u2009min`;
}
