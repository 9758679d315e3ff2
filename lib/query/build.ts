import { declarations } from "./declarations";
import type { FunctionDeclaration } from "./declarations/declaration";
import { functions } from "./functions";
import { parseInterval } from "./interval";
import type { Grid, Line } from "./lines";
import { stepOf } from "./needs";
import type { Leaves, Run, Scene, SceneCall } from "./scene";
import type { Call, Reference, Target } from "./syntax";

export interface SceneOptions {
  grid: Grid;
  first: number;
  /** Where the steps end that are over. */
  end: number;
  nowMs: number;
  live: boolean;
  leaves: Leaves;
  runs: Run[];
  /** Finds a call that is computed already, or makes it. */
  share?: Share;
}

export type Share = (call: Call, make: () => { lines: Line[]; runs: Run[] }) => Line[];

/** The lines of a target, computed over all steps at once; `runs` compute further steps of the same lines. */
export function buildTarget(target: Target, options: SceneOptions): Line[] {
  const { grid, end, nowMs, live, leaves, share } = options;
  const known = new Map<string, Line[]>();
  let runs = options.runs;
  const make = (first: number, shiftMs: number): Scene => ({
    grid,
    first,
    end,
    shiftMs,
    nowMs,
    live,
    run(run) {
      runs.push(run);
      run(0, grid.length);
    },
    lines(each) {
      if (each.type === "reference") return leaves.lines(each, shiftMs);
      if (share) return share(each, () => makeAside(() => functions[each.name](createCall(each, this))));
      const key = `${first} ${shiftMs} ${each.text}`;
      const lines = known.get(key) ?? functions[each.name](createCall(each, this));
      known.set(key, lines);
      return lines;
    },
    sketch: (reference) => leaves.sketch(reference, shiftMs),
    back: (steps) => make(Math.max(0, first - steps), shiftMs),
    shifted: (ms) => make(first, shiftMs + ms),
  });
  return make(options.first, 0).lines(target);

  /** What it computes is kept apart from what the others do. */
  function makeAside(of: () => Line[]): { lines: Line[]; runs: Run[] } {
    const outer = runs;
    const own: Run[] = [];
    runs = own;
    const lines = of();
    runs = outer;
    return { lines, runs: own };
  }
}

function createCall(call: Call, scene: Scene): SceneCall {
  const { params }: FunctionDeclaration = declarations[call.name];
  const value = (name: string) => call.arguments[params.findIndex((each) => each.name === name)] ?? null;
  const list = (name: string, within = scene) => within.lines(value(name) as Target);
  return {
    scene,
    call,
    value,
    list,
    lists: (name, within = scene) => (value(name) as Target[]).map((each) => within.lines(each)),
    sketch: (name) => scene.sketch(value(name) as Reference),
    number: (name) => Number(value(name)),
    text: (name) => String(value(name)),
    flag: (name) => value(name) === true,
    values: (name) => (value(name) ?? []) as (number | string)[],
    window(name) {
      const size = value(name);
      const stepMs = stepOf(call.arguments[0] as Target, scene.grid.stepMs);
      const ms = typeof size === "number" ? size * stepMs : Math.abs(parseInterval(String(size)) ?? 0);
      return { points: Math.floor(ms / stepMs), back: Math.ceil(ms / scene.grid.stepMs) };
    },
  };
}
