import { useState } from "react";
import styles from "./header.module.css";

interface BoardTitleProps {
  title: string;
  /** Every letter is a change of the same gesture; `onEnd` ends it. */
  onChange: (title: string) => void;
  onEnd: () => void;
}

/** The board's name, written where it is read. Escape takes the old one back. */
export function BoardTitle({ title, onChange, onEnd }: BoardTitleProps) {
  const [before, setBefore] = useState(title);
  return (
    <label className={styles.title} data-value={title || "New board"}>
      <span className="unseen">Title of the board</span>
      <input
        value={title}
        placeholder="New board"
        maxLength={120}
        size={1}
        spellCheck={false}
        autoComplete="off"
        onFocus={() => setBefore(title)}
        onChange={(event) => onChange(event.target.value)}
        onBlur={onEnd}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            if (title !== before) onChange(before);
          }
          if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
        }}
      />
    </label>
  );
}
