import { useState } from "react";
import { parseRangeInput } from "@/lib/dashboard/range";
import { comparisons } from "@/lib/dashboard/quick-changes";
import { printDuration } from "@/lib/metric/duration";
import styles from "./editor.module.css";
import { Segments } from "./segments";

const words = ["off", "yesterday", "last week"];

interface CompareLineProps {
  compareMs: number | null;
  onChange: (compareMs: number | null) => void;
}

/** The period beside which this one is drawn: a usual one, or any that is typed. Enter or leaving takes it. */
export function CompareLine({ compareMs, onChange }: CompareLineProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const isUsual = comparisons.some((each) => each === compareMs);

  function submit(): void {
    if (typed === null || typed.trim() === "") return leave();
    const input = parseRangeInput(typed);
    if ("error" in input) return setFault(input.error);
    if (input.rangeMs !== compareMs) onChange(input.rangeMs);
    leave();
  }
  function leave(): void {
    setTyped(null);
    setFault(null);
  }

  return (
    <div className={styles.line}>
      <span>Compare</span>
      <Segments
        label="Compare"
        value={compareMs}
        choices={comparisons.map((value, i) => ({ value, label: words[i]! }))}
        onChange={onChange}
      />
      <span className={styles.bound}>
        <input
          className="field"
          aria-label="Compare with how long ago"
          placeholder="or 1h"
          autoComplete="off"
          aria-invalid={fault !== null}
          value={typed ?? (isUsual || compareMs === null ? "" : printDuration(compareMs))}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={submit}
          onKeyDown={(event) => event.key === "Enter" && submit()}
        />
        {fault !== null && (
          <span role="alert" className={styles.boundError}>
            {fault}
          </span>
        )}
      </span>
    </div>
  );
}
