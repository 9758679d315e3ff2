import type { ReactNode } from "react";
import styles from "./editor.module.css";

interface SegmentsProps<T> {
  label: string;
  value: T;
  choices: readonly { value: T; label: string; face?: ReactNode }[];
  onChange: (value: T) => void;
}

/** A row of buttons of which one is pressed; many are rows of seven. */
export function Segments<T extends string | number | null>({
  label,
  value,
  choices,
  onChange,
}: SegmentsProps<T>) {
  return (
    <div className={styles.segments} role="group" aria-label={label} data-wide={choices.length > 7}>
      {choices.map((choice) => (
        <button
          key={choice.label}
          type="button"
          aria-pressed={choice.value === value}
          aria-label={choice.face ? choice.label : undefined}
          title={choice.face ? choice.label : undefined}
          onClick={() => choice.value !== value && onChange(choice.value)}
        >
          {choice.face ?? choice.label}
        </button>
      ))}
    </div>
  );
}
