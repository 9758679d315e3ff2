import { type ChartKind, charts, type Dashboard, type Panel } from "@/lib/dashboard/dashboard";
import { defaultPanel } from "@/lib/dashboard/presets";
import { panelId } from "@/lib/dashboard/schema";
import type { Script } from "./scene";

// Boards that show every kind of panel and every state, and what their targets bring.

const rangeMs = 300_000;
const seconds = rangeMs / 1_000;

/** One panel of each kind there is, of what suits it. */
export function boardOfKinds(theme: "dark" | "light"): Dashboard {
  const panels = charts.map((chart) => panelOf(titleOf(chart), targetsOf(chart), { chart }));
  const more = [
    panelOf("Twelve lines", ["gauges:many.*"], { chart: "line" }),
    panelOf("One line", ["counters:shop.orders:rate"], {}),
    panelOf("Gaps joined", ["gauges:gaps.depth"], { chart: "line", nulls: "connect" }),
    panelOf("Gaps as zero", ["gauges:gaps.depth"], { chart: "area", nulls: "zero" }),
  ];
  return boardOf(theme, [...panels, ...more]);
}

/** What can be said about a panel besides its kind. */
export function boardOfReadings(theme: "dark" | "light"): Dashboard {
  const thresholds = [
    { value: 60, level: "warn" as const },
    { value: 80, level: "crit" as const },
  ];
  return boardOf(theme, [
    panelOf("Logarithmic", percentiles, { chart: "line", scale: "log" }),
    panelOf("Two axes", ["gauges:load.north", "counters:shop.orders:rate"], {
      chart: "line",
      rightTargets: [1],
    }),
    panelOf("Thresholds", ["gauges:load.east"], { chart: "line", thresholds }),
    panelOf("Compared", ["counters:shop.orders:rate"], { compareMs: 86_400_000 }),
    panelOf("Compared, stacked", regions, { chart: "stacked", compareMs: 86_400_000 }),
    panelOf("Gauge with thresholds", ["gauges:load.east"], {
      chart: "gauge",
      thresholds,
      yMin: 0,
      yMax: 100,
    }),
    panelOf("Bars with thresholds", ["gauges:many.*"], { chart: "bars", thresholds }),
    panelOf("Table of many", ["gauges:many.*"], { chart: "table", thresholds }),
    panelOf("Timeline with thresholds", regions, { chart: "timeline", thresholds }),
    panelOf("Twelve lines, tall", ["gauges:many.*"], { chart: "line", width: 8, height: 8 }),
    panelOf("Small gauge", ["gauges:load.east"], { chart: "gauge", width: 2, height: 4 }),
    panelOf("Small number", ["sets:shop.visitors"], { width: 2, height: 3 }),
  ]);
}

/** One panel in each state. */
export function boardOfStates(theme: "dark" | "light"): Dashboard {
  return boardOf(theme, [
    panelOf("Loading", ["gauges:never.loaded"], {}),
    panelOf("Loading, a number", ["sets:never.loaded"], {}),
    panelOf("Waiting", ["gauges:never.sent"], {}),
    panelOf("Waiting, a number", ["sets:never.sent"], {}),
    panelOf("Live", ["gauges:shop.queue"], {}),
    panelOf("Late", ["gauges:ends.2"], {}),
    panelOf("Silent", ["gauges:ends.42"], {}),
    panelOf("Silent, a number", ["sets:ends.42"], {}),
    panelOf("One of two silent", ["gauges:shop.queue", "gauges:ends.42"], { chart: "line" }),
    panelOf("Error", ["nothing(gauges:shop.queue)"], {}),
    panelOf("A step that is wider", ["gauges:shop.queue"], { stepMs: 500 }),
    panelOf(
      "A title that is longer than any panel could ever be wide enough to show",
      ["gauges:shop.queue"],
      {},
    ),
  ]);
}

function boardOf(theme: "dark" | "light", panels: Panel[]): Dashboard {
  return { title: "", rangeMs, theme, panels: panels.map((panel, i) => ({ ...panel, id: panelId(i) })) };
}

function panelOf(title: string, targets: string[], rest: Partial<Panel>): Panel {
  return { ...defaultPanel("", targets), width: 4, height: 5, title, ...rest };
}

function titleOf(chart: ChartKind): string {
  return chart[0]!.toUpperCase() + chart.slice(1);
}

const percentiles = ["p50", "p95", "p99"].map((stat) => `timers:shop.login:${stat}`);
const regions = ["north", "south", "east"].map((name) => `gauges:load.${name}`);

function targetsOf(chart: ChartKind): string[] {
  if (chart === "band") return percentiles;
  if (chart === "stat") return ["sets:shop.visitors"];
  if (chart === "heatmap") return ["timers:shop.login"];
  if (chart === "gauge") return ["gauges:load.east"];
  if (chart === "column") return ["counters:shop.orders:rate"];
  return regions;
}

/** What a target brings, the same at each time of asking. */
export function readScript(target: string): Script {
  if (target.startsWith("nothing("))
    return { code: "unknown-function", message: "There is no function called nothing." };
  const shifted = /^timeShift\((.*), "-?1d"\)$/.exec(target);
  if (shifted)
    return {
      [target]: wave(shifted[1]!, seconds + 120)
        .slice(0, seconds)
        .map((value) => value - 12),
    };
  if (target.startsWith("heatmap(")) return readBins(target);
  if (target.endsWith(":never.loaded")) return "nothing yet";
  if (target.endsWith(":never.sent")) return { [target]: Array.from({ length: seconds }, () => null) };
  if (target.includes(":ends.")) {
    const quietSeconds = Number(target.split(".")[1]);
    const values = wave(target, seconds - quietSeconds);
    return { [target]: [...values, ...Array.from({ length: quietSeconds }, () => null)] };
  }
  if (target.includes(":gaps."))
    return { [target]: wave(target, seconds).map((value, i) => (i % 60 < 35 ? value : null)) };
  if (target.endsWith("many.*"))
    return Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => `gauges:many.server-${i + 1}`).map((name) => [
        name,
        wave(name, seconds),
      ]),
    );
  return { [target]: wave(target, seconds) };
}

/** Samples by how long they took, ms: a hill that wanders. */
function readBins(target: string): Script {
  const bins = Array.from({ length: 24 }, (_, i) => [10 * 1.15 ** i, 10 * 1.15 ** (i + 1)]);
  const middles = wave("heat", seconds).map((value) => value / 7);
  return Object.fromEntries(
    bins.map(([low, high], bin) => [
      `${target} ${low!.toFixed(3)}..${high!.toFixed(3)}`,
      middles.map((middle) => Math.round(30 * Math.exp(-((bin - middle) ** 2) / 8))),
    ]),
  );
}

/** A line between some 20 and 120 that its name alone decides. */
function wave(name: string, length: number): number[] {
  // Statistics of one timer rise and fall together.
  const seedName = name.replace(/:p\d+$/, "");
  let seed = [...seedName].reduce((sum, char) => (sum * 31 + char.charCodeAt(0)) % 9_973, 7);
  const phase = seed % 290;
  const height = 40 + (seed % 50) + (name.endsWith("p99") ? 60 : name.endsWith("p95") ? 30 : 0);
  return Array.from({ length }, (_, i) => {
    seed = (seed * 1_103 + 12_345) % 65_537;
    const value = height * (1 + 0.3 * Math.sin((i + phase) / 31)) + (seed % 100) / 12;
    return Math.round(value * 10) / 10;
  });
}
