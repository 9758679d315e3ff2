import uPlot from "uplot";
import { type Size, startMs, stepMs, valueAt, type Way } from "./size";

const colors = ["#2582dc", "#f39523", "#80e5fd", "#f0e07f", "#2fb395", "#b19ff3", "#c3639c", "#e94935"];

/** uPlot with axes and grid, without legend and title; columns are shifted in place. */
export function createUplot(): Way {
  const mounted: { plot: uPlot; data: Float64Array[] }[] = [];
  return { mount, tick, unmount };

  function mount(element: HTMLElement, place: number, size: Size): void {
    const xs = Float64Array.from({ length: size.points }, (_, step) => (startMs + step * stepMs) / 1000);
    const lines = Array.from({ length: size.series }, (_, series) =>
      Float64Array.from({ length: size.points }, (_, step) => valueAt(place, series, step)),
    );
    const data = [xs, ...lines];
    const axis = { stroke: "#7c8494", grid: { stroke: "#2a2e37", width: 1 } };
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: element.clientHeight,
        legend: { show: false },
        axes: [axis, axis],
        series: [
          {},
          ...lines.map((_, i) => ({
            stroke: colors[i % 8]!,
            width: 1 / devicePixelRatio,
            points: { show: false },
          })),
        ],
      },
      data as unknown as uPlot.AlignedData,
      element,
    );
    mounted.push({ plot, data });
  }

  function tick(step: number): void {
    mounted.forEach(({ plot, data }, place) => {
      data.forEach((column, i) => {
        column.copyWithin(0, 1);
        column[column.length - 1] = i === 0 ? (startMs + step * stepMs) / 1000 : valueAt(place, i - 1, step);
      });
      plot.setData(data as unknown as uPlot.AlignedData);
    });
  }

  function unmount(): void {
    for (const { plot } of mounted.splice(0)) plot.destroy();
  }
}
