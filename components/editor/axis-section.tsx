import { hasTwoAxes, isLog } from "@/components/panel/chart-view";
import type { KnownUnit } from "@/components/panel/format";
import { type Panel, scales, type Unit, units } from "@/lib/dashboard/dashboard";
import { isUnit } from "@/lib/dashboard/schema";
import styles from "./editor.module.css";
import type { PanelChange } from "./panel-change";
import { Segments } from "./segments";
import { ValueField } from "./value-field";

const unitWords: Record<Unit, string> = {
  auto: "automatic",
  none: "none",
  ms: "milliseconds",
  perSecond: "per second",
  percent: "percent",
  bytes: "bytes",
  bytesPerSecond: "bytes per second",
};

interface AxisSectionProps {
  panel: Panel;
  /** What `auto` is now, at the left. */
  unit: KnownUnit;
  onChange: (change: PanelChange, gesture?: string) => void;
}

export function AxisSection({ panel, unit, onChange }: AxisSectionProps) {
  const { chart, scale, rightTargets } = panel;
  const isSecondPossible = hasTwoAxes({ kind: chart }) && panel.targets.length > 1;
  const toggle = (place: number) =>
    onChange({
      rightTargets: rightTargets.includes(place)
        ? rightTargets.filter((each) => each !== place)
        : [...rightTargets, place],
    });
  return (
    <section className={styles.section}>
      <h2>Axis</h2>
      <div className={styles.line}>
        <label htmlFor="panel-unit">Unit</label>
        <UnitSelect id="panel-unit" value={panel.unit} onChange={(next) => onChange({ unit: next })} />
      </div>
      <div className={styles.line}>
        <span>Scale</span>
        <Segments
          label="Scale"
          value={scale}
          choices={scales.map((each) => ({ value: each, label: each }))}
          onChange={(next) => onChange({ scale: next })}
        />
        {scale === "log" && !isLog({ kind: chart, scale }) && (
          <small>{chart === "stat" ? "a number has no axis" : "stacks stay linear"}</small>
        )}
      </div>
      <div className={styles.line}>
        <span>Range</span>
        <ValueField
          label="From"
          isLabelled
          unit={unit}
          placeholder="auto"
          isOptional
          value={panel.yMin}
          mustBe={panel.yMax === null ? null : { below: panel.yMax }}
          onChange={(yMin) => onChange({ yMin }, `from ${panel.id}`)}
        />
        <ValueField
          label="to"
          isLabelled
          unit={unit}
          placeholder="auto"
          isOptional
          value={panel.yMax}
          mustBe={panel.yMin === null ? null : { above: panel.yMin }}
          onChange={(yMax) => onChange({ yMax }, `to ${panel.id}`)}
        />
      </div>
      {isSecondPossible && (
        <div className={styles.line}>
          <span>At the right</span>
          <div className={styles.chips} role="group" aria-label="Targets on the axis at the right">
            {panel.targets.map((target, place) => (
              <button
                key={place}
                type="button"
                className="mono"
                title={target}
                aria-pressed={rightTargets.includes(place)}
                onClick={() => toggle(place)}
              >
                {target.length > 28 ? `${target.slice(0, 12)}…${target.slice(-15)}` : target}
              </button>
            ))}
          </div>
        </div>
      )}
      {isSecondPossible && rightTargets.length > 0 && (
        <div className={styles.line}>
          <label htmlFor="panel-right-unit">Its unit</label>
          <UnitSelect
            id="panel-right-unit"
            value={panel.rightUnit}
            onChange={(rightUnit) => onChange({ rightUnit })}
          />
        </div>
      )}
    </section>
  );
}

function UnitSelect(props: { id: string; value: Unit; onChange: (unit: Unit) => void }) {
  return (
    <select
      id={props.id}
      className="field"
      value={props.value}
      onChange={(event) => isUnit(event.target.value) && props.onChange(event.target.value)}
    >
      {units.map((unit) => (
        <option key={unit} value={unit}>
          {unitWords[unit]}
        </option>
      ))}
    </select>
  );
}
