import { countsMissing, findAggregate, gather } from "../aggregations";
import type { Line } from "../lines";
import { lineLike, roundTo6 } from "../lines";
import { firstOn, type Implementation, type Scene, type SceneCall, spanOn } from "../scene";
import { type Compute, mapLines } from "./each-line";
import { createSortedWindow } from "./sorted-window";

/** Sums are begun again as often: otherwise their rounding errors would add up. */
const sumAgainEvery = 256;

function movingWindow(call: SceneCall, func: string): Line[] {
  const { scene } = call;
  const { points, back } = call.window("windowSize");
  const given = call.value("xFilesFactor") as number | null;
  const size = call.value("windowSize");
  const shown = typeof size === "string" ? `"${size}"` : String(size);
  const tagName = `moving${func[0]!.toUpperCase()}${func.slice(1).toLowerCase()}`;
  return call.list("seriesList", scene.back(back)).map((line) => {
    const least = points * (given ?? line.xFilesFactor);
    const made = afterWindow(scene, line, points, {
      name: `${tagName}(${line.name},${shown})`,
      tag: [tagName, String(size)],
    });
    runWindow(scene, line, made, pickMoving(func, points, least));
    return made;
  });
}

/** A line that begins `points` later than the one it is made of, where that has steps of its own. */
export function afterWindow(
  scene: Scene,
  line: Line,
  points: number,
  { name, tag }: { name: string; tag: [string, string] },
): Line {
  const tags = new Map([...line.tags, tag]);
  if (line.grid === scene.grid) return lineLike(line, name, { tags });
  const { startMs, stepMs, length } = line.grid;
  const lost = Math.min(length, points);
  const grid = { startMs: startMs + lost * stepMs, stepMs, length: length - lost };
  return lineLike(line, name, { grid, tags, values: new Float64Array(grid.length).fill(Number.NaN) });
}

/** Runs `compute` on places of the input; the output may lie some places later. */
export function runWindow(scene: Scene, line: Line, made: Line, compute: Compute): void {
  const later = line.values.length - made.values.length;
  const output = later === 0 ? made.values : new Float64Array(line.values.length);
  scene.run((from, until) => {
    const [start, end] = spanOn(scene, made.grid, from, until);
    compute(line.values, output, [start + later, end + later]);
    if (later > 0) made.values.set(output.subarray(start + later, end + later), start);
  });
}

/** Of the `points` values before each step, those that are there; nothing when they are fewer than `least`. */
function pickMoving(func: string, points: number, least: number): Compute {
  const isEnough = (count: number) => count > 0 && count >= least;
  if (func === "average" || func === "sum") return movingSum(func, points, isEnough);
  if (func === "median" || func === "min" || func === "max") return movingOrder(func, points, isEnough);
  const scratch = new Float64Array(points);
  const aggregate = findAggregate(func);
  const zeros = countsMissing(func);
  return (input, output, [from, until]) => {
    for (let i = from; i < until; i++) {
      const count = gather(input, i - points, i, scratch);
      const value = zeros ? findAggregate("sum")(scratch, count) / count : aggregate(scratch, count);
      output[i] = isEnough(count) ? value : Number.NaN;
    }
  };
}

function movingSum(func: "average" | "sum", points: number, isEnough: (count: number) => boolean): Compute {
  return (input, output, [from, until]) => {
    let [sum, count] = [0, 0];
    for (let i = from; i < until; i++) {
      if ((i - from) % sumAgainEvery === 0) {
        sum = count = 0;
        for (let k = Math.max(0, i - points); k < i; k++) take(input[k]!, 1);
      } else {
        take(input[i - 1]!, 1);
        if (i - 1 - points >= 0) take(input[i - 1 - points]!, -1);
      }
      output[i] = !isEnough(count) ? Number.NaN : func === "sum" ? sum : sum / count;
    }
    function take(value: number, sign: 1 | -1): void {
      if (value !== value || points === 0) return;
      sum += sign * value;
      count += sign;
    }
  };
}

function movingOrder(
  func: "median" | "min" | "max",
  points: number,
  isEnough: (count: number) => boolean,
): Compute {
  return (input, output, [from, until]) => {
    const window = createSortedWindow(points + 1);
    for (let i = from; i < until; i++) {
      if (i === from) for (let k = Math.max(0, i - points); k < i; k++) window.add(input[k]!);
      else if (points > 0) {
        window.add(input[i - 1]!);
        if (i - 1 - points >= 0) window.remove(input[i - 1 - points]!);
      }
      const size = window.size();
      const place = func === "min" ? 0 : size - 1;
      output[i] = !isEnough(size) ? Number.NaN : func === "median" ? window.median() : window.at(place);
    }
  };
}

/** Begins with the mean of the window before the range; each value is told one step later, as in Graphite. */
function exponentialMovingAverage(call: SceneCall): Line[] {
  const { scene } = call;
  const { points, back } = call.window("windowSize");
  const size = call.value("windowSize");
  const shown = typeof size === "string" ? `"${size}"` : String(size);
  return call.list("seriesList", scene.back(back)).map((line) => {
    const isInterval = typeof size === "string";
    const constant = 2 / (isInterval ? (points * line.grid.stepMs) / 1_000 + 1 : points + 1);
    const made = afterWindow(scene, line, points, {
      name: `exponentialMovingAverage(${line.name},${shown})`,
      tag: ["exponentialMovingAverage", String(size)],
    });
    const first = line.grid === scene.grid ? scene.first : points;
    const averages = new Float64Array(line.values.length).fill(Number.NaN);
    const scratch = new Float64Array(points + 1);
    runWindow(scene, line, made, (input, output, [from, until]) => {
      for (let i = Math.max(first, from); i < until; i++) {
        if (i === first) {
          const count = gather(input, i - points, i, scratch);
          averages[i] = count === 0 ? 0 : findAggregate("average")(scratch, count);
          output[i] = roundTo6(averages[i]!);
          continue;
        }
        const value = input[i - 1]!;
        const before = averages[i - 1]!;
        averages[i] = value === value ? constant * value + (1 - constant) * before : before;
        output[i] = value === value ? roundTo6(averages[i]!) : Number.NaN;
      }
    });
    return made;
  });
}

function stdev(call: SceneCall): Line[] {
  const { scene } = call;
  const points = call.number("points");
  const tolerance = call.number("windowTolerance");
  const scratch = new Float64Array(points);
  const deviation = findAggregate("stddev");
  return mapLines(scene, call.list("seriesList"), {
    name: (line) => `stdev(${line.name},${points})`,
    tag: ["stdev", String(points)],
    compute(line) {
      const first = firstOn(scene, line.grid);
      return (input, output, [from, until]) => {
        for (let i = from; i < until; i++) {
          const count = gather(input, Math.max(first, i - points + 1), i + 1, scratch);
          output[i] = count > 0 && count / points >= tolerance ? deviation(scratch, count) : Number.NaN;
        }
      };
    },
  });
}

export const movingFunctions = {
  movingAverage: (call) => movingWindow(call, "average"),
  movingMedian: (call) => movingWindow(call, "median"),
  movingSum: (call) => movingWindow(call, "sum"),
  movingMin: (call) => movingWindow(call, "min"),
  movingMax: (call) => movingWindow(call, "max"),
  movingWindow: (call) => movingWindow(call, call.text("func")),
  exponentialMovingAverage,
  stdev,
} satisfies Record<string, Implementation>;
