import { Icon } from "@/components/board/icons";
import type { Panel } from "@/lib/dashboard/dashboard";
import { limits } from "@/lib/dashboard/schema";
import styles from "./editor.module.css";
import type { PanelChange } from "./panel-change";
import { Segments } from "./segments";

const widths = [2, 3, 4, 6, 8, 12];

interface SizeSectionProps {
  panel: Panel;
  onChange: (change: PanelChange, gesture?: string) => void;
  onMove: (places: number) => void;
}

export function SizeSection({ panel, onChange, onMove }: SizeSectionProps) {
  const shown = widths.includes(panel.width) ? widths : [...widths, panel.width].sort((a, b) => a - b);
  return (
    <section className={styles.section}>
      <h2>Place</h2>
      <div className={styles.line}>
        <span>Width</span>
        <Segments
          label="Width in columns of twelve"
          value={panel.width}
          choices={shown.map((width) => ({ value: width, label: String(width) }))}
          onChange={(width) => onChange({ width })}
        />
        <small>of 12</small>
      </div>
      <div className={styles.line}>
        <label htmlFor="panel-height">Height</label>
        <input
          id="panel-height"
          type="range"
          min={limits.minHeight}
          max={12}
          value={Math.min(12, panel.height)}
          onChange={(event) => onChange({ height: event.target.valueAsNumber }, `height ${panel.id}`)}
        />
        <output htmlFor="panel-height">{panel.height} rows</output>
      </div>
      <div className={styles.line}>
        <span>Order</span>
        <button type="button" className="button" onClick={() => onMove(-1)}>
          <Icon name="earlier" size={14} /> Earlier
        </button>
        <button type="button" className="button" onClick={() => onMove(1)}>
          Later <Icon name="later" size={14} />
        </button>
      </div>
    </section>
  );
}
