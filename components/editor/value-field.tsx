import { useId, useState } from "react";
import type { KnownUnit } from "@/components/panel/format";
import { exampleValues, parseValue, printValue } from "@/components/panel/parse-value";
import styles from "./editor.module.css";

interface ValueFieldProps {
  label: string;
  /** Whether the label is seen beside it. */
  isLabelled?: boolean;
  unit: KnownUnit;
  value: number | null;
  /** What stands there for no value, and whether that may be chosen. */
  placeholder: string;
  isOptional?: boolean;
  mustBe?: { below: number } | { above: number } | null;
  onChange: (value: number | null) => void;
}

/** A value with its unit, as people write it. Drawn as soon as it is one that fits. */
export function ValueField(props: ValueFieldProps) {
  const { label, isLabelled = false, unit, value, placeholder, onChange } = props;
  const [typed, setTyped] = useState<string | null>(null);
  const id = useId();
  const fault = typed === null ? null : findFault(typed, props);

  function type(text: string): void {
    setTyped(text);
    if (findFault(text, props) !== null) return;
    if (text.trim() !== "") onChange(parseValue(text, unit));
    else if (props.isOptional) onChange(null);
  }

  return (
    <span className={styles.bound}>
      {isLabelled && <label htmlFor={id}>{label}</label>}
      <input
        id={id}
        className="field"
        aria-label={isLabelled ? undefined : label}
        placeholder={placeholder}
        autoComplete="off"
        value={typed ?? (value === null ? "" : printValue(value, unit))}
        aria-invalid={fault !== null}
        aria-describedby={fault === null ? undefined : `${id}-error`}
        onChange={(event) => type(event.target.value)}
        onBlur={() => setTyped(null)}
        onKeyDown={(event) => event.key === "Enter" && setTyped(null)}
      />
      {fault !== null && (
        <span id={`${id}-error`} role="alert" className={styles.boundError}>
          {fault}
        </span>
      )}
    </span>
  );
}

function findFault(typed: string, { unit, mustBe = null }: ValueFieldProps): string | null {
  if (typed.trim() === "") return null;
  const value = parseValue(typed, unit);
  if (value === null) return `Write a number, like ${exampleValues[unit]}.`;
  if (mustBe && "below" in mustBe && value >= mustBe.below) return `Less than ${mustBe.below}.`;
  if (mustBe && "above" in mustBe && value <= mustBe.above) return `More than ${mustBe.above}.`;
  return null;
}
