import { findAggregate, gather } from "../aggregations";
import { parseInterval } from "../interval";
import { type Grid, type Line, lineLike } from "../lines";
import { firstOn, type Implementation, type Scene, type SceneCall, spanOn } from "../scene";

/** A line of wider steps, each computed from the steps [first, end) of the line that fall into it. */
function widenLine(
  scene: Scene,
  line: Line,
  wide: { name: string; grid: Grid; tags: [string, string][] },
  value: (from: number, until: number, wideStartMs: number) => number,
): Line {
  const { grid } = line;
  const first = firstOn(scene, grid);
  const values = new Float64Array(wide.grid.length).fill(Number.NaN);
  const placeOf = (ms: number) =>
    Math.min(grid.length, Math.max(first, Math.ceil((ms - grid.startMs) / grid.stepMs)));
  scene.run((from, until) => {
    const [start, end] = spanOn(scene, wide.grid, from, until);
    for (let i = start; i < end; i++) {
      const ms = wide.grid.startMs + i * wide.grid.stepMs;
      values[i] = value(placeOf(ms), placeOf(ms + wide.grid.stepMs), ms);
    }
  });
  return lineLike(line, wide.name, { grid: wide.grid, values, tags: new Map([...line.tags, ...wide.tags]) });
}

/** Where a line begins and ends, and intervals of at least its step. */
function measure(scene: Scene, { grid }: Line, text: string) {
  const startMs = grid.startMs + firstOn(scene, grid) * grid.stepMs;
  const endMs = grid.startMs + grid.length * grid.stepMs;
  return { startMs, endMs, intervalMs: Math.max(grid.stepMs, Math.abs(parseInterval(text)!)) };
}

function summarizeLine(call: SceneCall, line: Line, aligned: boolean, name: string, tag: string): Line {
  const { scene } = call;
  const text = call.text("intervalString");
  const func = call.text("func");
  const { startMs, endMs, intervalMs } = measure(scene, line, text);
  const fromMs = aligned ? startMs - (startMs % intervalMs) : startMs;
  const untilMs = aligned ? endMs - (endMs % intervalMs) + intervalMs : endMs;
  const grid = { startMs: fromMs, stepMs: intervalMs, length: Math.ceil((untilMs - fromMs) / intervalMs) };
  const aggregate = findAggregate(func);
  const scratch = new Float64Array(Math.ceil(intervalMs / line.grid.stepMs) + 1);
  const least = (line.xFilesFactor * intervalMs) / line.grid.stepMs;
  const tags: [string, string][] = [
    [tag, text],
    [`${tag}Function`, func],
  ];
  return widenLine(scene, line, { name, grid, tags }, (from, until) => {
    const count = gather(line.values, from, until, scratch);
    return count > 0 && count >= least ? aggregate(scratch, count) : Number.NaN;
  });
}

export const summarizeFunctions = {
  summarize: (call) => {
    const fromStart = call.flag("alignToFrom");
    return call.list("seriesList").map((line) => {
      const end = fromStart ? ", true" : "";
      const name = `summarize(${line.name}, "${call.text("intervalString")}", "${call.text("func")}"${end})`;
      return summarizeLine(call, line, !fromStart, name, "summarize");
    });
  },
  smartSummarize: (call) =>
    call.list("seriesList").map((line) => {
      const name = `smartSummarize(${line.name}, "${call.text("intervalString")}", "${call.text("func")}")`;
      return summarizeLine(call, line, call.value("alignTo") !== null, name, "smartSummarize");
    }),
  hitcount,
} satisfies Record<string, Implementation>;

/** Intervals end where the range does, unless they are to be aligned. */
function hitcount(call: SceneCall): Line[] {
  const { scene } = call;
  const text = call.text("intervalString");
  const isAligned = call.flag("alignToInterval");
  return call.list("seriesList").map((line) => {
    const { startMs, endMs, intervalMs } = measure(scene, line, text);
    const byEpoch = isAligned || scene.live;
    const length = byEpoch
      ? Math.floor(endMs / intervalMs) + 1 - Math.floor(startMs / intervalMs)
      : Math.ceil((endMs - startMs) / intervalMs);
    const fromMs = byEpoch ? startMs - (startMs % intervalMs) : endMs - length * intervalMs;
    const grid = { startMs: fromMs, stepMs: intervalMs, length };
    const name = `hitcount(${line.name}, "${text}"${isAligned ? ", true" : ""})`;
    const { values, grid: fine } = line;
    const first = firstOn(scene, fine);
    return widenLine(scene, line, { name, grid, tags: [["hitcount", text]] }, (from, until, ms) => {
      let hits = Number.NaN;
      for (let i = Math.max(first, from - 1); i < until; i++) {
        const stepStartMs = fine.startMs + i * fine.stepMs;
        const insideMs = Math.min(ms + intervalMs, stepStartMs + fine.stepMs) - Math.max(ms, stepStartMs);
        const value = values[i]!;
        if (insideMs > 0 && value === value) hits = (hits === hits ? hits : 0) + (value * insideMs) / 1_000;
      }
      return hits;
    });
  });
}
