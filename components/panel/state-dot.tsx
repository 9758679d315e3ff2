import type { Level, Threshold } from "@/lib/dashboard/dashboard";
import type { PanelStateName } from "./panel-state";

const words: Record<PanelStateName, string> = {
  loading: "loading",
  waiting: "waiting for a first sample",
  live: "live",
  late: "late",
  silent: "silent",
  offline: "link cut",
  error: "error",
};

interface StateDotProps {
  state: PanelStateName;
  sentence: string;
  threshold: Threshold | null;
}

/** A state told by shape as well as by colour; while it is live, the level of its value is. */
export function StateDot({ state, sentence, threshold }: StateDotProps) {
  const level = state === "live" && threshold ? threshold.level : null;
  const label = sentence || (level ? `live, ${level}` : words[state]);
  return (
    <span
      className="state-dot"
      data-state={state}
      data-level={level ?? undefined}
      role="img"
      aria-label={label}
      title={label}
    >
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        {shapes[level ? shapeOfLevel[level] : state]}
      </svg>
    </span>
  );
}

const shapeOfLevel: Record<Level, PanelStateName> = { ok: "live", warn: "late", crit: "error" };
const ring = <circle cx="5" cy="5" r="3" fill="none" stroke="currentColor" strokeWidth="1.5" />;
const dot = <circle cx="5" cy="5" r="3" fill="currentColor" />;

const shapes: Record<PanelStateName, React.ReactNode> = {
  loading: dot,
  waiting: ring,
  live: dot,
  late: <path d="M5 1L9.5 9H.5z" fill="currentColor" />,
  silent: ring,
  offline: (
    <>
      {ring}
      <path d="M2 8.2L8 1.8" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
  error: <rect x="1" y="1" width="8" height="8" rx="1" fill="currentColor" />,
};
