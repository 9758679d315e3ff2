import type { Chart } from "highcharts";
import Highcharts from "highcharts/esm/highcharts.js";
import { HighchartsReact } from "highcharts-react-official";
import { useEffect, useRef } from "react";
import type { ChartKind } from "@/lib/dashboard/dashboard";
import { makeChartOptions } from "./chart-options";
import { createPanelChart, type PanelChart } from "./chart";

interface PanelChartProps {
  kind: ChartKind;
  /** With the new chart, and with null when it is gone. */
  onChart(chart: PanelChart | null): void;
}

const containerProps = { className: "panel-chart" };

/** One Highcharts chart, empty: everything in it is drawn through `PanelChart`. Give it a key by kind. */
export function PanelChartHost({ kind, onChart }: PanelChartProps) {
  const host = useRef<{ chart: Chart } | null>(null);
  const options = useRef(makeChartOptions(kind));
  useEffect(() => {
    if (!host.current?.chart) return;
    const chart = createPanelChart(host.current.chart);
    onChart(chart);
    return () => {
      onChart(null);
      chart.destroy();
    };
  }, [onChart]);
  return (
    <HighchartsReact
      ref={host as never}
      highcharts={Highcharts}
      options={options.current}
      containerProps={containerProps}
      allowChartUpdate={false}
    />
  );
}
