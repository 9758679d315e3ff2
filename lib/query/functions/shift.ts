import { parseInterval } from "../interval";
import { type Line, lineLike } from "../lines";
import { isHeldShift, shiftOf } from "../needs";
import { Fault } from "../reader";
import { firstOn, type Implementation, type SceneCall } from "../scene";
import { mapLines, renameLines } from "./each-line";

export const shiftFunctions = { timeShift, timeSlice, delay } satisfies Record<string, Implementation>;

function timeShift(call: SceneCall): Line[] {
  const { scene } = call;
  const asked = call.text("timeShift");
  const shown = /^\d/.test(asked) ? `-${asked}` : asked;
  const { stepMs } = scene.grid;
  const shiftMs = shiftOf(call.call, stepMs);
  const name = (line: Line) => `timeShift(${line.name}, "${shown}")`;
  const tags = (line: Line) => new Map([...line.tags, ["timeShift", shown] as const]);
  if (!scene.live || !isHeldShift(shiftMs, stepMs))
    return renameLines(call.list("seriesList", scene.shifted(shiftMs)), name).map((line) => ({
      ...line,
      tags: tags(line),
    }));
  const steps = shiftMs / stepMs;
  return call.list("seriesList", scene.back(steps)).map((line) => {
    const places = Math.round(shiftMs / line.grid.stepMs);
    const made = lineLike(line, name(line), { path: line.path, tags: tags(line) });
    scene.run((from, until) => {
      for (let i = from; i < until; i++) made.values[i] = i >= places ? line.values[i - places]! : Number.NaN;
    });
    return made;
  });
}

function delay(call: SceneCall): Line[] {
  const { scene } = call;
  const steps = call.number("steps");
  return mapLines(scene, call.list("seriesList"), {
    name: (line) => `delay(${line.name},${steps})`,
    tag: ["delay", String(steps)],
    compute(line) {
      const first = firstOn(scene, line.grid);
      return (input, output, [from, until]) => {
        for (let i = from; i < until; i++) output[i] = i - steps >= first ? input[i - steps]! : Number.NaN;
      };
    },
  });
}

function timeSlice(call: SceneCall): Line[] {
  const { scene } = call;
  const [startMs, endMs] = [momentOf(call, "startSliceAt"), momentOf(call, "endSliceAt")];
  const start = Math.floor(startMs / 1_000);
  const end = Number.isFinite(endMs) ? Math.floor(endMs / 1_000) : "now";
  return mapLines(scene, call.list("seriesList"), {
    name: (line) => `timeSlice(${line.name}, ${start}, ${end})`,
    compute:
      ({ grid }) =>
      (input, output, [from, until]) => {
        for (let i = from; i < until; i++) {
          const ms = grid.startMs + i * grid.stepMs;
          output[i] = ms >= startMs && ms <= endMs ? input[i]! : Number.NaN;
        }
      },
  });
}

/** `now`, `-1h`, or epoch seconds. */
function momentOf(call: SceneCall, name: string): number {
  const text = call.text(name);
  if (text === "now") return call.scene.live ? Number.POSITIVE_INFINITY : call.scene.nowMs;
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1_000;
  const ms = parseInterval(text);
  if (ms !== null && text.startsWith("-")) return call.scene.nowMs + ms;
  throw new Fault(call.call.position, `the "${name}" of timeSlice is now, "-1h", or epoch seconds`);
}
