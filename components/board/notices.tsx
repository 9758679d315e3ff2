import { Icon } from "./icons";
import styles from "./notices.module.css";

export interface Notice {
  id: number;
  text: string;
}

interface NoticesProps {
  notices: readonly Notice[];
  onDismiss: (id: number) => void;
}

/** Sentences for the person at the page; they stay until they are closed. */
export function Notices({ notices, onDismiss }: NoticesProps) {
  return (
    <div className={styles.notices} role="status" aria-label="Notices">
      {notices.map(({ id, text }) => (
        <div key={id} className={styles.notice}>
          <p>{text}</p>
          <button
            type="button"
            className="button square plain"
            aria-label="Close this notice"
            onClick={() => onDismiss(id)}
          >
            <Icon name="close" size={14} />
          </button>
        </div>
      ))}
    </div>
  );
}
