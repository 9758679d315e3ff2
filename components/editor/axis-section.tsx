import { type Panel, type Unit, units } from "@/lib/dashboard/dashboard";
import { isUnit } from "@/lib/dashboard/schema";
import { BoundField } from "./bound-field";
import styles from "./editor.module.css";
import type { PanelChange } from "./panel-change";

const unitWords: Record<Unit, string> = {
  auto: "automatic",
  none: "none",
  ms: "milliseconds",
  perSecond: "per second",
  percent: "percent",
  bytes: "bytes",
  bytesPerSecond: "bytes per second",
};

export function AxisSection({
  panel,
  onChange,
}: {
  panel: Panel;
  onChange: (change: PanelChange, gesture?: string) => void;
}) {
  return (
    <section className={styles.section}>
      <h2>Axis</h2>
      <div className={styles.line}>
        <label htmlFor="panel-unit">Unit</label>
        <select
          id="panel-unit"
          className="field"
          value={panel.unit}
          onChange={(event) => isUnit(event.target.value) && onChange({ unit: event.target.value })}
        >
          {units.map((unit) => (
            <option key={unit} value={unit}>
              {unitWords[unit]}
            </option>
          ))}
        </select>
      </div>
      <div className={styles.line}>
        <span>Range</span>
        <BoundField
          label="From"
          value={panel.yMin}
          mustBe={panel.yMax === null ? null : { below: panel.yMax }}
          onChange={(yMin) => onChange({ yMin }, `from ${panel.id}`)}
        />
        <BoundField
          label="to"
          value={panel.yMax}
          mustBe={panel.yMin === null ? null : { above: panel.yMin }}
          onChange={(yMax) => onChange({ yMax }, `to ${panel.id}`)}
        />
      </div>
    </section>
  );
}
