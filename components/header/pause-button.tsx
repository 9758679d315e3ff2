import { Icon } from "@/components/board/icons";
import { useView } from "@/components/panel/view/use-view";
import styles from "./header.module.css";

/** Holds all panels still, or lets them go. */
export function PauseButton({ onPause }: { onPause: () => void }) {
  const isPaused = useView()?.isKept ?? false;
  return (
    <button
      type="button"
      className={`button square ${styles.pause}`}
      aria-label="Pause"
      aria-pressed={isPaused}
      title={isPaused ? "Go live (Space)" : "Pause (Space)"}
      onClick={onPause}
    >
      <Icon name={isPaused ? "play" : "pause"} />
      <span aria-hidden="true">{isPaused ? "Go live" : "Pause"}</span>
    </button>
  );
}
