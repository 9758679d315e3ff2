import { useLiveStatus } from "@/components/live/use-live-status";
import type { SourceStatus } from "@/lib/live/source-status";
import styles from "./header.module.css";

/** Whether what is on the page is live, and how late; always visible. */
export function Connection() {
  const status = useLiveStatus();
  const { word, detail } = describeStatus(status);
  return (
    <p className={styles.connection} data-state={status.state} title={status.reason ?? undefined}>
      <i aria-hidden="true" />
      <span role="status" className={styles.word}>
        {word}
      </span>
      <span className={styles.lag}>{detail}</span>
    </p>
  );
}

function describeStatus({ state, lagMs, behindMs, reason }: SourceStatus): {
  word: string;
  detail: string;
} {
  const behind = behindMs > 0 ? `data is safe, ${describeAge(behindMs)} behind` : "data is safe";
  switch (state) {
    case "live":
      return { word: "live", detail: lagMs === null ? "" : describeLag(lagMs) };
    case "connecting":
      return { word: "connecting…", detail: "" };
    case "reconnecting":
      return { word: "reconnecting…", detail: behind };
    case "offline":
      return { word: "offline", detail: behind };
    case "away":
      return { word: "store away", detail: reason ?? behind };
  }
}

function describeLag(lagMs: number): string {
  return lagMs < 10_000 ? `${Math.max(0, Math.round(lagMs))}\u2009ms` : describeAge(lagMs);
}

function describeAge(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds}\u2009s` : `${Math.round(seconds / 60)}\u2009min`;
}
