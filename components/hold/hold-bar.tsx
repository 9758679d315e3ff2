import { printAge } from "@/components/panel/panel-state";
import { printTime } from "@/components/panel/ticks";
import styles from "./hold-bar.module.css";
import { Scrubber } from "./scrubber";
import { useHeld } from "./use-held";

interface HoldBarProps {
  /** The board's. */
  rangeMs: number;
  onLive: () => void;
}

/** While the view is held: what holds it, how far behind it is and how to go on, over the foot of the page. */
export function HoldBar({ rangeMs, onLive }: HoldBarProps) {
  const held = useHeld();
  if (!held) return null;
  const { view, behindMs } = held;
  if (!view.isKept)
    return (
      <div className={styles.pointed}>
        <i className={styles.dot} aria-hidden="true" />
        <span>
          <b>Held</b> while you point, {printAge(behindMs)} behind
        </span>
        <span>
          <kbd className="kbd">Space</kbd> keep
        </span>
      </div>
    );
  return (
    <div className={styles.kept} role="group" aria-label="Paused">
      <div className={styles.pill}>
        <i className={styles.bars} aria-hidden="true" />
        <b>Paused {printTime(view.untilMs, 1_000)}</b>
        <span className={styles.behind}>{printAge(behindMs)} behind</span>
        <button type="button" className={styles.live} onClick={onLive}>
          Go live <kbd>Space</kbd>
        </button>
      </div>
      <Scrubber rangeMs={rangeMs} view={view} nowMs={held.nowMs} />
    </div>
  );
}
