import { useId, useState } from "react";
import styles from "./editor.module.css";

interface BoundFieldProps {
  label: string;
  /** Null: by the data. */
  value: number | null;
  mustBe: { below: number } | { above: number } | null;
  onChange: (value: number | null) => void;
}

/** One end of an axis: a number, or empty for "auto". Drawn as soon as it is a number that fits. */
export function BoundField({ label, value, mustBe, onChange }: BoundFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const id = useId();
  const error = typed === null ? null : findFault(typed, mustBe);

  function type(text: string): void {
    setTyped(text);
    if (findFault(text, mustBe) === null) onChange(text.trim() === "" ? null : Number(text));
  }

  return (
    <span className={styles.bound}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="field"
        inputMode="decimal"
        placeholder="auto"
        autoComplete="off"
        value={typed ?? (value === null ? "" : String(value))}
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : `${id}-error`}
        onChange={(event) => type(event.target.value)}
        onBlur={() => setTyped(null)}
      />
      {error !== null && (
        <span id={`${id}-error`} role="alert" className={styles.boundError}>
          {error}
        </span>
      )}
    </span>
  );
}

function findFault(typed: string, mustBe: BoundFieldProps["mustBe"]): string | null {
  if (typed.trim() === "") return null;
  const value = Number(typed);
  if (!Number.isFinite(value)) return "Write a number.";
  if (mustBe && "below" in mustBe && value >= mustBe.below) return `Less than ${mustBe.below}.`;
  if (mustBe && "above" in mustBe && value <= mustBe.above) return `More than ${mustBe.above}.`;
  return null;
}
