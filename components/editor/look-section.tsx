import { Icon } from "@/components/board/icons";
import { type ChartKind, charts, type NullMode, nullModes, type Panel } from "@/lib/dashboard/dashboard";
import { parseDuration, printDuration } from "@/lib/metric/duration";
import { CompareLine } from "./compare-line";
import styles from "./editor.module.css";
import type { PanelChange } from "./panel-change";
import { Segments } from "./segments";

const steps = ["1s", "10s", "1m", "10m"] as const;
const chartWords: Record<ChartKind, string> = {
  line: "Line",
  area: "Area",
  column: "Columns",
  stat: "Number",
  step: "Steps",
  stacked: "Stacked",
  percent: "Stacked to 100 %",
  band: "Percentile band",
  gauge: "Gauge",
  bars: "Bars, sorted",
  table: "Table",
  heatmap: "Heatmap",
  timeline: "State timeline",
};

const nullWords: Record<NullMode, string> = { gap: "hole", zero: "zero", connect: "joined" };

export function LookSection({ panel, onChange }: { panel: Panel; onChange: (change: PanelChange) => void }) {
  const choices: { value: number | null; label: string }[] = [
    { value: null, label: "auto" },
    ...steps.map((step) => ({ value: parseDuration(step), label: step })),
  ];
  // A link may carry a step that is none of these.
  if (choices.every(({ value }) => value !== panel.stepMs))
    choices.push({ value: panel.stepMs, label: printDuration(panel.stepMs ?? 0) });
  return (
    <section className={styles.section}>
      <h2>Look</h2>
      <Segments
        label="Chart"
        value={panel.chart}
        choices={charts.map((chart) => ({
          value: chart,
          label: chartWords[chart],
          face: <Icon name={chart} />,
        }))}
        onChange={(chart) => onChange({ chart })}
      />
      <div className={styles.line}>
        <span>Step</span>
        <Segments
          label="Step"
          value={panel.stepMs}
          choices={choices}
          onChange={(stepMs) => onChange({ stepMs })}
        />
      </div>
      <div className={styles.line}>
        <span>No value</span>
        <Segments
          label="No value"
          value={panel.nulls}
          choices={nullModes.map((nulls) => ({ value: nulls, label: nullWords[nulls] }))}
          onChange={(nulls) => onChange({ nulls })}
        />
      </div>
      <CompareLine compareMs={panel.compareMs} onChange={(compareMs) => onChange({ compareMs })} />
    </section>
  );
}
