import type { SourceStatus } from "@/lib/live/source-status";

export interface ConnectionWords {
  /** For its looks: polling is live without a stream; paused is what is seen, over a link that lives. */
  state: SourceStatus["state"] | "polling" | "paused";
  word: string;
  detail: string;
  /** Empty while this tab is the only one. */
  shared: string;
  /** For whoever points at it: one sentence a line. */
  more: string | undefined;
}

const pollingText = "updates every 2\u2009s";

/** `pausedMs`: how far what is seen is behind, while it is paused; null while it is not. */
export function describeConnection(status: SourceStatus, pausedMs: number | null = null): ConnectionWords {
  const shared = status.tabs > 1 ? `${status.tabs} tabs` : "";
  if (pausedMs !== null && status.state === "live") {
    const detail = `${printAge(pausedMs)} behind`;
    return {
      state: "paused",
      word: "paused",
      detail,
      shared: "link live",
      more: listMore(status) || undefined,
    };
  }
  return { ...describeState(status), shared, more: listMore(status) || undefined };
}

function describeState(status: SourceStatus): Omit<ConnectionWords, "shared" | "more"> {
  const { state, way, lagMs, behindMs, reason } = status;
  const behind = behindMs > 0 ? `data is safe, ${printAge(behindMs)} behind` : "data is safe";
  switch (state) {
    case "live":
      if (way === "polling") return { state: "polling", word: "polling", detail: pollingText };
      return { state, word: "live", detail: lagMs === null ? "" : printLag(lagMs) };
    case "connecting":
      return { state, word: "connecting…", detail: "" };
    case "reconnecting":
      return { state, word: "reconnecting…", detail: behind };
    case "offline":
      return { state, word: "offline", detail: behind };
    case "away":
      return { state, word: "store away", detail: reason ?? behind };
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
