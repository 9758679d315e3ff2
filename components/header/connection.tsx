import { useHeld } from "@/components/hold/use-held";
import { useLiveStatus } from "@/components/live/use-live-status";
import { describeConnection } from "./describe-connection";
import styles from "./header.module.css";

/** Whether what is on the page is live, and how late; always visible. */
export function Connection() {
  const status = useLiveStatus();
  const held = useHeld();
  const { state, word, detail, shared, more } = describeConnection(
    status,
    held?.view.isKept ? held.behindMs : null,
  );
  return (
    <p className={styles.connection} data-state={state} title={more}>
      <i aria-hidden="true" />
      <span role="status" className={styles.word}>
        {word}
      </span>
      <span className={styles.lag}>{detail}</span>
      {shared !== "" && <span className={styles.tabs}>{shared}</span>}
    </p>
  );
}
