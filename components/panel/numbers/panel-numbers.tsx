import { useState } from "react";
import type { ChartKind } from "@/lib/dashboard/dashboard";
import type { ChartSeries } from "../chart-view";
import { printMoment } from "../cursor/crosshair";
import { formatValue, type KnownUnit, printFormatted } from "../format";
import { describePanel, sayDuration, type Summary, summarize } from "./summary";

interface PanelNumbersProps {
  title: string;
  chart: ChartKind;
  rangeMs: number;
  series: readonly ChartSeries[];
  unit: KnownUnit;
}

interface Taken {
  untilMs: number;
  rows: (Summary & { id: string; label: string })[];
}

/**
 * What a panel shows, in words and as a table, for screen readers. The table is made when it is asked for, and
 * stands still until it is asked for again: nothing that is being read changes under the reader.
 */
export function PanelNumbers({ title, chart, rangeMs, series, unit }: PanelNumbersProps) {
  const [taken, setTaken] = useState<Taken | null>(null);
  const print = (value: number | null) =>
    value === null ? "no value" : printFormatted(formatValue(value, unit));

  function take(): void {
    const ends = series.map(({ window }) => window.firstMs + (window.count - 1) * window.stepMs);
    const untilMs = Math.max(...ends);
    const rows = series.map(({ id, label, window }) => ({
      id,
      label,
      ...summarize(window, untilMs - rangeMs),
    }));
    setTaken({ untilMs, rows });
  }

  if (series.length === 0) return null;
  return (
    <div className="unseen">
      <p>{describePanel(chart, series.length, rangeMs)}</p>
      {/* Found by a screen reader's own cursor: a stop of the Tab key would be one more for everybody else. */}
      <button type="button" tabIndex={-1} onClick={take}>
        Numbers of {title} as a table
      </button>
      {taken && (
        <table>
          <caption>
            {title}, the last {sayDuration(rangeMs)} up to {printMoment(taken.untilMs)}
          </caption>
          <thead>
            <tr>
              {["Series", "Last", "Lowest", "Highest"].map((heading) => (
                <th key={heading} scope="col">
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {taken.rows.map(({ id, label, last, min, max }) => (
              <tr key={id}>
                <th scope="row">{label}</th>
                <td>{print(last)}</td>
                <td>{print(min)}</td>
                <td>{print(max)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
