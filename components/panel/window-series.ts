import Highcharts from "highcharts/esm/highcharts.js";
import type { ChartSeries } from "./chart-view";

// Highcharts 13.1.1's own way to more kinds of series. What is overridden here is internal to it: an upgrade
// is looked at in e2e/panels before it is taken.

/** What Highcharts' series have and its types do not tell. */
interface SeriesInternals {
  points: Highcharts.Point[];
  data: Highcharts.Point[];
}

const Line = Highcharts.Series.types.line as unknown as new () => SeriesInternals;

/**
 * A series without points: its values stay in the window of the live source, all lines of a chart are painted
 * together past it, and it costs a redraw nothing. Highcharts knows it by its name and colour.
 */
class WindowSeries extends Line {
  /** Where the values are; set when the series is made. */
  declare source: ChartSeries;

  hasData(): boolean {
    return true;
  }
  processData(): boolean {
    return true;
  }
  generatePoints(): void {
    this.points = [];
    this.data = [];
  }
  translate(): void {
    this.generatePoints();
  }
  /** The axes are given their extremes by whoever draws. */
  getExtremes(): object {
    return {};
  }
  drawGraph(): void {}
  drawPoints(): void {}
  drawTracker(): void {}
  applyZones(): void {}
  searchPoint(): undefined {
    return undefined;
  }
}

export const windowSeriesType = "window";

Highcharts.Series.registerType(windowSeriesType, WindowSeries);

/** Adds a line to a chart, without drawing anything. */
export function addWindowSeries(chart: Highcharts.Chart, source: ChartSeries): Highcharts.Series {
  const options = { id: source.id, type: windowSeriesType, name: source.name, color: source.look.color };
  const series = chart.addSeries({ ...options, clip: false } as never, false, false);
  (series as unknown as { source: ChartSeries }).source = source;
  return series;
}
