import { useState } from "react";
import type { ChartKind } from "@/lib/dashboard/dashboard";
import type { ChartSeries } from "../chart-view";
import { printMoment } from "../cursor/crosshair";
import { formatValue, type KnownUnit, printFormatted } from "../format";
import { type SeriesSummary, summarize } from "../series-summary";
import { describePanel, sayDuration } from "./describe-panel";

interface PanelNumbersProps {
  title: string;
  chart: ChartKind;
  rangeMs: number;
  series: readonly ChartSeries[];
}

interface Taken {
  untilMs: number;
  rows: { id: string; label: string; unit: KnownUnit; summary: SeriesSummary }[];
}

const columns = [
  ["last", "Last"],
  ["min", "Lowest"],
  ["max", "Highest"],
  ["avg", "Average"],
] as const;

/**
 * What a panel shows, in words and as a table, for screen readers. The table is made when it is asked for, and
 * stands still until it is asked for again: nothing that is being read changes under the reader.
 */
export function PanelNumbers({ title, chart, rangeMs, series }: PanelNumbersProps) {
  const [taken, setTaken] = useState<Taken | null>(null);

  function take(): void {
    const untilMs = Math.max(
      ...series.map(({ window }) => window.firstMs + (window.count - 1) * window.stepMs),
    );
    const rows = series.map(({ id, label, window, unit }) => {
      const summary = summarize(window, { fromMs: untilMs - rangeMs, untilMs }, unit);
      return { id, label, unit, summary };
    });
    setTaken({ untilMs, rows });
  }

  if (series.length === 0) return null;
  const isTable = chart === "table" || chart === "heatmap";
  return (
    <div className="unseen">
      <p>{describePanel(chart, series.length, rangeMs)}</p>
      {/* Found by a screen reader's own cursor: a stop of the Tab key would be one more for everybody else. */}
      {!isTable && (
        <button type="button" tabIndex={-1} onClick={take}>
          Numbers of {title} as a table
        </button>
      )}
      {taken && (
        <table>
          <caption>
            {title}, the last {sayDuration(rangeMs)} up to {printMoment(taken.untilMs)}
          </caption>
          <thead>
            <tr>
              {["Series", ...columns.map(([, heading]) => heading)].map((heading) => (
                <th key={heading} scope="col">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {taken.rows.map(({ id, label, unit, summary }) => (
              <tr key={id}>
                <th scope="row">{label}</th>
                {columns.map(([column]) => (
                  <td key={column}>{print(summary[column], unit)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function print(value: number | null, unit: KnownUnit): string {
  return value === null ? "no value" : printFormatted(formatValue(value, unit));
}
