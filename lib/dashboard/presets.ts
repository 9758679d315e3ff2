import { kindOf, type SeriesName } from "@/lib/metric/series";
import type { ChartKind, Dashboard, Panel } from "./dashboard";
import { defaultRangeMs } from "./dashboard";
import { panelId } from "./schema";

/** A panel as a link names it when it says nothing but the targets. */
export function defaultPanel(id: string, targets: string[]): Panel {
  const chart = defaultChart(targets);
  return {
    id,
    title: "",
    targets,
    chart,
    stepMs: null,
    yMin: null,
    yMax: null,
    unit: "auto",
    nulls: "gap",
    slots: [],
    scale: "linear",
    rightTargets: [],
    rightUnit: "auto",
    thresholds: [],
    compareMs: null,
    events: true,
    ...defaultSize(chart),
  };
}

/** What a bucket is drawn as when nobody has chosen: a counter's rate, a timer's p50, p95 and p99. */
export function targetsFor(series: SeriesName): string[] {
  switch (kindOf(series)) {
    case "counters":
      return [`${series}:rate`];
    case "timers":
      return [`${series}:p50`, `${series}:p95`, `${series}:p99`];
    default:
      return [series];
  }
}

export function panelFor(series: SeriesName, id: string): Panel {
  return defaultPanel(id, targetsFor(series));
}

export function defaultSize(chart: ChartKind): { width: number; height: number } {
  return sizes[chart] ?? { width: 4, height: 5 };
}

const sizes: Partial<Record<ChartKind, { width: number; height: number }>> = {
  stat: { width: 3, height: 3 },
  gauge: { width: 3, height: 3 },
  bars: { width: 3, height: 5 },
  table: { width: 5, height: 5 },
  heatmap: { width: 5, height: 6 },
};

/** The board of a visitor who asked for none: this computer, measured by the program itself. */
export function defaultBoard(): Dashboard {
  return { title: "", rangeMs: defaultRangeMs, theme: "system", panels: hostPanels() };
}

export function isProgramsOwn(bucket: string): boolean {
  return bucket.startsWith("host.") || bucket.startsWith("statboard.");
}

function hostPanels(): Panel[] {
  return [
    host("CPU", ["gauges:host.cpu.user", "gauges:host.cpu.system", "gauges:host.cpu.iowait"], {
      chart: "area",
      unit: "percent",
      width: 6,
      height: 6,
      yMin: 0,
    }),
    host("Network", ["gauges:host.net.in", "gauges:host.net.out"], {
      unit: "bytesPerSecond",
      width: 6,
      height: 6,
    }),
    host("Load", ["gauges:host.load"], { width: 3, yMin: 0 }),
    host("Memory", ["gauges:host.mem.used"], { unit: "bytes", width: 3 }),
    host("Disk", ["gauges:host.disk.read", "gauges:host.disk.write"], {
      unit: "bytesPerSecond",
      width: 3,
    }),
    host("Statboard, samples in", ["counters:statboard.samples:rate"], { width: 3, yMin: 0 }),
  ].map((panel, index) => ({ ...panel, id: panelId(index) }));
}

function host(title: string, targets: string[], rest: Partial<Panel>): Panel {
  return { ...defaultPanel("", targets), chart: "line", title, ...rest };
}

/** A set is a number, a gauge holds its value until the next, percentiles of timers span a band. */
function defaultChart(targets: string[]): ChartKind {
  if (targets.length > 0 && targets.every((target) => target.startsWith("heatmap("))) return "heatmap";
  if (targets[0]?.startsWith("sets:")) return "stat";
  if (targets.length > 0 && targets.every((target) => target.startsWith("gauges:"))) return "step";
  const isPercentile = (target: string) => /^timers:.*:(p[\d.]+|median)$/.test(target);
  return targets.length > 1 && targets.every(isPercentile) ? "band" : "line";
}
