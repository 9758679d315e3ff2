import Highcharts from "highcharts/esm/highcharts.js";
import { makeChartOptions } from "@/components/panel/chart-options";
import { createPanelChart, type PanelChart } from "@/components/panel/chart";
import type { ChartSeries, ChartView } from "@/components/panel/chart-view";
import { createWindow, type WritableWindow } from "@/lib/live/window";
import { type Size, startMs, stepMs, valueAt, type Way } from "./size";

interface Mounted {
  chart: Highcharts.Chart;
  driven: PanelChart;
  windows: WritableWindow[];
}

/** The page's own adapter, fed as the live source feeds it; end labels on. */
export function createOurs(): Way {
  const mounted: Mounted[] = [];
  return { mount, tick, unmount };

  function mount(element: HTMLElement, place: number, size: Size): void {
    const rangeMs = (size.points - 1) * stepMs;
    const windows = Array.from({ length: size.series }, (_, series) => {
      const window = createWindow(stepMs, rangeMs);
      for (let step = 0; step < size.points; step++)
        window.upsert(startMs + step * stepMs, valueAt(place, series, step));
      return window;
    });
    const chart = Highcharts.chart(element, makeChartOptions("line"));
    const driven = createPanelChart(chart);
    const series = windows.map((window, i): ChartSeries => {
      const name = `gauges:bench.p${place}.s${i}`;
      const slot = String((i % 8) + 1);
      const look = { slot, color: `var(--s${slot})`, textColor: `var(--s${slot})`, widthPx: 1, dash: null };
      return { id: name, target: name, name, label: `s${i}`, look, window, unit: "none", isRight: false };
    });
    const view: ChartView = {
      kind: "line",
      rangeMs,
      nulls: "gap",
      unit: "none",
      scale: "linear",
      thresholds: [],
      yMin: null,
      yMax: null,
      endLabels: true,
    };
    driven.show(series, view);
    driven.draw({ edgeMs: startMs + (size.points - 1) * stepMs, cutMs: null });
    mounted.push({ chart, driven, windows });
  }

  function tick(step: number): void {
    mounted.forEach(({ driven, windows }, place) => {
      windows.forEach((window, i) => window.upsert(startMs + step * stepMs, valueAt(place, i, step)));
      driven.draw({ edgeMs: startMs + step * stepMs, cutMs: null });
    });
  }

  function unmount(): void {
    for (const { chart, driven } of mounted.splice(0)) {
      driven.destroy();
      chart.destroy();
    }
  }
}
