import Highcharts from "highcharts/esm/highcharts.js";
import { makeChartOptions } from "@/components/panel/chart-options";
import { createPanelChart, type PanelChart } from "@/components/panel/chart";
import type { ChartSeries, ChartView } from "@/components/panel/chart-view";
import { createCrosshair, type Crosshair } from "@/components/panel/cursor/crosshair";
import { moveCursor } from "@/components/panel/cursor/cursor";
import { showCursor } from "@/components/panel/cursor/show-cursor";
import { createWindow, type WritableWindow } from "@/lib/live/window";
import { type Size, startMs, stepMs, valueAt, type Way } from "./size";

/** What the other ways do not have: the page's cursor, and a part of time. */
export interface OursWay extends Way {
  /** The cursor at this share of the range, on all panels. */
  point(share: number): void;
  /** The newest part of the range, drawn on all panels. */
  zoom(share: number): void;
}

interface Mounted {
  chart: Highcharts.Chart;
  driven: PanelChart;
  windows: WritableWindow[];
  rangeMs: number;
  series: ChartSeries[];
  crosshair: Crosshair;
}

/** The page's own adapter, fed as the live source feeds it; end labels on. */
export function createOurs(): OursWay {
  const mounted: Mounted[] = [];
  let edgeMs = 0;
  return { mount, tick, point, zoom, unmount };

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
    driven.draw({ edgeMs: startMs + (size.points - 1) * stepMs, rangeMs, cutMs: null, held: null });
    edgeMs = startMs + (size.points - 1) * stepMs;
    const overlay = document.createElement("div");
    overlay.className = "panel-crosshair";
    element.append(overlay);
    mounted.push({ chart, driven, windows, rangeMs, series, crosshair: createCrosshair(overlay) });
  }

  function point(share: number): void {
    moveCursor({ ms: edgeMs - (1 - share) * mounted[0]!.rangeMs, owner: "0" });
    mounted.forEach(({ driven, crosshair, series }, place) =>
      showCursor(driven, crosshair, { owner: String(place), series, nowMs: edgeMs, y: null }),
    );
  }

  function zoom(share: number): void {
    for (const { driven, rangeMs } of mounted)
      driven.draw({ edgeMs, rangeMs: share * rangeMs, cutMs: null, held: "kept" });
  }

  function tick(step: number): void {
    edgeMs = startMs + step * stepMs;
    mounted.forEach(({ driven, windows, rangeMs }, place) => {
      windows.forEach((window, i) => window.upsert(startMs + step * stepMs, valueAt(place, i, step)));
      driven.draw({ edgeMs: startMs + step * stepMs, rangeMs, cutMs: null, held: null });
    });
  }

  function unmount(): void {
    for (const { chart, driven } of mounted.splice(0)) {
      driven.destroy();
      chart.destroy();
    }
  }
}
