import { useState } from "react";
import { Icon } from "@/components/board/icons";
import type { KnownUnit } from "@/components/panel/format";
import { levelMarks } from "@/components/panel/levels";
import { exampleValues } from "@/components/panel/parse-value";
import { levels, type Panel, type Threshold } from "@/lib/dashboard/dashboard";
import { clampThresholds, limits } from "@/lib/dashboard/schema";
import styles from "./editor.module.css";
import type { PanelChange } from "./panel-change";
import { Segments } from "./segments";
import { ValueField } from "./value-field";

interface ThresholdSectionProps {
  panel: Panel;
  unit: KnownUnit;
  onChange: (change: PanelChange, gesture?: string) => void;
}

interface Row extends Threshold {
  id: number;
}

/** A level holds from its value up to the next one. Rows keep their places while a value is typed. */
export function ThresholdSection({ panel, unit, onChange }: ThresholdSectionProps) {
  const [rows, setRows] = useState(() => numberRows(panel.thresholds));
  const [added, setAdded] = useState(0);
  // Changed elsewhere, by Back for one: the rows begin again.
  if (!isSame(clampThresholds(rows), panel.thresholds)) setRows(numberRows(panel.thresholds));

  function change(next: readonly Row[], gesture?: string): void {
    setRows(next);
    onChange({ thresholds: next.map(({ value, level }) => ({ value, level })) }, gesture);
  }
  function add(value: number | null): void {
    if (value === null) return;
    const level = rows.some((row) => row.level === "warn") ? "crit" : "warn";
    change([...rows, { id: nextId(rows), value, level }], `threshold ${panel.id} ${nextId(rows)}`);
  }

  return (
    <section className={styles.section}>
      <h2>
        Thresholds
        <small>each from its value up to the next</small>
      </h2>
      {rows.map((row, place) => (
        <div key={row.id} className={styles.threshold} data-level={row.level}>
          <Segments
            label={`Level of threshold ${place + 1}`}
            value={row.level}
            choices={levels.map((level) => ({ value: level, label: `${levelMarks[level]} ${level}` }))}
            onChange={(level) => change(rows.with(place, { ...row, level }))}
          />
          <span>from</span>
          <ValueField
            label={`Value of threshold ${place + 1}`}
            unit={unit}
            placeholder={exampleValues[unit]}
            value={row.value}
            onChange={(value) =>
              value !== null && change(rows.with(place, { ...row, value }), `threshold ${panel.id} ${row.id}`)
            }
          />
          <button
            type="button"
            className="button square plain"
            aria-label={`Remove threshold ${place + 1}`}
            onClick={() => change(rows.toSpliced(place, 1))}
          >
            <Icon name="close" size={14} />
          </button>
        </div>
      ))}
      {rows.length < limits.thresholds && (
        <NewThreshold
          key={added}
          unit={unit}
          onAdd={(value) => {
            setAdded(added + 1);
            add(value);
          }}
        />
      )}
    </section>
  );
}

/** Nothing is drawn before it is whole: half a number would be a threshold too. */
function NewThreshold({ unit, onAdd }: { unit: KnownUnit; onAdd: (value: number) => void }) {
  const [value, setValue] = useState<number | null>(null);
  return (
    <form
      className={styles.threshold}
      onSubmit={(event) => {
        event.preventDefault();
        if (value !== null) onAdd(value);
      }}
      onBlur={(event) => {
        if (value !== null && !event.currentTarget.contains(event.relatedTarget)) onAdd(value);
      }}
    >
      <span>Add one from</span>
      <ValueField
        label="Value of a new threshold"
        unit={unit}
        placeholder={exampleValues[unit]}
        value={value}
        isOptional
        onChange={setValue}
      />
      <button type="submit" className="button" disabled={value === null}>
        Add
      </button>
    </form>
  );
}

function numberRows(thresholds: readonly Threshold[]): readonly Row[] {
  return thresholds.map((threshold, id) => ({ ...threshold, id }));
}

function nextId(rows: readonly Row[]): number {
  return Math.max(-1, ...rows.map(({ id }) => id)) + 1;
}

function isSame(a: readonly Threshold[], b: readonly Threshold[]): boolean {
  return (
    a.length === b.length && a.every(({ value, level }, i) => value === b[i]!.value && level === b[i]!.level)
  );
}
