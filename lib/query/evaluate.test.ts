import { expect, it } from "vitest";
import type { Columns } from "@/lib/metric/columns";
import type { SeriesName } from "@/lib/metric/series";
import { emptyColumns } from "@/lib/metric/columns";
import { evaluateTarget } from "./evaluate";
import { referencesOf, parseTarget } from "./target";

const gap = Number.NaN;

/** Gauges whose values are given, step by step; evaluated as if every reference matched all of them. */
function evaluate(text: string, gauges: Record<string, number[]>) {
  const parsed = parseTarget(text);
  if ("fault" in parsed) throw new Error(parsed.fault.message);
  const columns = new Map<SeriesName, Columns>();
  for (const [bucket, values] of Object.entries(gauges)) {
    const each = emptyColumns(`gauges:${bucket}`, 0, 1_000, values.length);
    each.coverage.fill(1);
    if (each.kind === "gauges") each.last.set(values);
    columns.set(each.series, each);
  }
  const matches = new Map(referencesOf(parsed.target).map((reference) => [reference, [...columns.keys()]]));
  return evaluateTarget(parsed.target, matches, columns).map(({ name, values }) => [name, [...values]]);
}

const two = { a: [1, gap, gap, -4], b: [3, 5, gap, 2] };

it.each([
  ["sumSeries(gauges:*)", [4, 5, gap, -2]],
  ["averageSeries(gauges:*)", [2, 5, gap, -1]],
  ["minSeries(gauges:*)", [1, 5, gap, -4]],
  ["maxSeries(gauges:*)", [3, 5, gap, 2]],
])("%s combines what there is, and is nothing where nothing is", (text, values) => {
  expect(evaluate(text, two)).toEqual([[text, values]]);
});

it.each([
  ["scale(gauges:a,-2)", { a: [1, gap] }, [["scale(gauges:a,-2)", [-2, gap]]]],
  ["offset(gauges:a, 10)", { a: [1, gap] }, [["offset(gauges:a,10)", [11, gap]]]],
  ["absolute(gauges:a)", { a: [-1, gap] }, [["absolute(gauges:a)", [1, gap]]]],
  ['alias(gauges:a,"A")', { a: [1] }, [["A", [1]]]],
  ["sumSeries(gauges:a,gauges:a)", { a: [2] }, [["sumSeries(gauges:a,gauges:a)", [4]]]],
])("%s keeps gaps gaps", (text, gauges, lines) => expect(evaluate(text, gauges)).toEqual(lines));

it("tells lines of the same name apart", () => {
  expect(evaluate('alias(gauges:*,"A")', two).map(([name]) => name)).toEqual(["A", "A (2)"]);
});

it("is no line when nothing matches", () => {
  expect(evaluate("sumSeries(gauges:*)", {})).toEqual([]);
});
