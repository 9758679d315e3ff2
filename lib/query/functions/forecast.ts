import { gather, medianOf } from "../aggregations";
import { parseInterval } from "../interval";
import type { Line } from "../lines";
import type { Implementation, SceneCall } from "../scene";
import type { Compute } from "./each-line";
import { afterWindow, runWindow } from "./moving";

const [alpha, beta, gamma] = [0.1, 0.0035, 0.1];

/** Holt-Winters over the whole of a line: what each step was expected to be, and how far off it usually is. */
function createForecast(input: Float64Array, seasonSteps: number) {
  const nothing = () => new Float64Array(input.length + 1).fill(Number.NaN);
  const intercepts = nothing();
  const expected = nothing();
  const [slopes, seasonals, deviations] = [nothing(), nothing(), nothing()];
  const before = (values: Float64Array, i: number) => (i >= seasonSteps ? values[i - seasonSteps]! : 0);
  return {
    expected,
    deviations,
    run(from: number, until: number) {
      for (let i = from; i < until; i++) {
        const value = input[i]!;
        slopes[i] = seasonals[i] = deviations[i] = 0;
        intercepts[i] = expected[i + 1] = Number.NaN;
        if (value !== value) continue;
        if (i === 0) expected[i] = value;
        const known = i > 0 ? intercepts[i - 1]! : value;
        const lastIntercept = known === known ? known : value;
        const lastSlope = i > 0 ? slopes[i - 1]! : 0;
        const season = before(seasonals, i);
        intercepts[i] = alpha * (value - season) + (1 - alpha) * (lastIntercept + lastSlope);
        slopes[i] = beta * (intercepts[i]! - lastIntercept) + (1 - beta) * lastSlope;
        seasonals[i] = gamma * (value - intercepts[i]!) + (1 - gamma) * season;
        expected[i + 1] = intercepts[i]! + slopes[i]! + before(seasonals, i + 1);
        const guess = expected[i]!;
        const off = Math.abs(value - (guess === guess ? guess : 0));
        deviations[i] = gamma * off + (1 - gamma) * before(deviations, i);
      }
    },
  };
}

/** Lines beside each line, which the season before each step makes. */
function forecastLines(
  call: SceneCall,
  make: { name: string; value(expected: number, deviation: number): number }[],
): Line[] {
  const { scene } = call;
  const { points, back } = call.window("bootstrapInterval");
  const seasonMs = Math.abs(parseInterval(call.text("seasonality"))!);
  return call.list("seriesList", scene.back(back)).flatMap((line) => {
    const start = line.grid === scene.grid ? Math.max(0, scene.first - back) : 0;
    const season = Math.max(1, Math.floor(seasonMs / line.grid.stepMs));
    const forecast = createForecast(line.values.subarray(start), season);
    scene.run((from, until) => {
      const isWhole = line.grid !== scene.grid;
      forecast.run(isWhole ? 0 : Math.max(0, from - start), (isWhole ? line.values.length : until) - start);
    });
    return make.map(({ name, value }) => {
      const made = afterWindow(scene, line, points, { name: `${name}(${line.name})`, tag: [name, "1"] });
      runWindow(scene, line, made, (_, output, [from, until]) => {
        for (let i = Math.max(start, from); i < until; i++)
          output[i] = value(forecast.expected[i - start]!, forecast.deviations[i - start]!);
      });
      return made;
    });
  });
}

function anomalyBand(call: SceneCall): Line[] {
  const { scene } = call;
  const k = call.number("k");
  const { points, back } = call.window("windowSize");
  const scratch = new Float64Array(points);
  const band =
    (side: 1 | -1): Compute =>
    (input, output, [from, until]) => {
      for (let i = from; i < until; i++) {
        const count = gather(input, i - points, i, scratch);
        const middle = medianOf(scratch, count);
        for (let n = 0; n < count; n++) scratch[n] = Math.abs(scratch[n]! - middle);
        output[i] = middle + side * k * medianOf(scratch, count);
      }
    };
  return call.list("seriesList", scene.back(back)).flatMap((line) =>
    ([-1, 1] as const).map((side) => {
      const name = side < 0 ? "anomalyBandLower" : "anomalyBandUpper";
      const made = afterWindow(scene, line, points, { name: `${name}(${line.name})`, tag: [name, "1"] });
      runWindow(scene, line, made, band(side));
      return made;
    }),
  );
}

export const forecastFunctions = {
  holtWintersForecast: (call) =>
    forecastLines(call, [{ name: "holtWintersForecast", value: (expected) => expected }]),
  holtWintersConfidenceBands: (call) => {
    const delta = call.number("delta");
    return forecastLines(call, [
      {
        name: "holtWintersConfidenceLower",
        value: (expected, deviation) => expected - delta * deviation,
      },
      {
        name: "holtWintersConfidenceUpper",
        value: (expected, deviation) => expected + delta * deviation,
      },
    ]);
  },
  anomalyBand,
} satisfies Record<string, Implementation>;
