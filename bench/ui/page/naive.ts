import Highcharts from "highcharts/esm/highcharts.js";
import { type Size, startMs, stepMs, valueAt, type Way } from "./size";

/** Highcharts as its demos show it, and as pages of 2015 did it: `addPoint` with a redraw for each series. */
export function createNaive(): Way {
  const mounted: Highcharts.Chart[] = [];
  return { mount, tick, unmount };

  function mount(element: HTMLElement, place: number, size: Size): void {
    mounted.push(
      Highcharts.chart(element, {
        chart: { animation: false },
        title: { text: undefined },
        xAxis: { type: "datetime" },
        plotOptions: { line: { lineWidth: 1, animation: false } },
        series: Array.from({ length: size.series }, (_, series) => ({
          type: "line" as const,
          name: `s${series}`,
          data: Array.from({ length: size.points }, (_, step) => [
            startMs + step * stepMs,
            valueAt(place, series, step),
          ]),
        })),
      }),
    );
  }

  function tick(step: number): void {
    mounted.forEach((chart, place) =>
      chart.series.forEach((series, i) =>
        series.addPoint([startMs + step * stepMs, valueAt(place, i, step)], true, true),
      ),
    );
  }

  function unmount(): void {
    for (const chart of mounted.splice(0)) chart.destroy();
  }
}
