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

/** A state told by shape as well as by colour. */
export function StateDot({ state, sentence }: { state: PanelStateName; sentence: string }) {
  const label = sentence || words[state];
  return (
    <span className="state-dot" data-state={state} role="img" aria-label={label} title={label}>
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        {shapes[state]}
      </svg>
    </span>
  );
}

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
