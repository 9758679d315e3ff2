import { expect, it } from "vitest";
import type { RenderedLine } from "./line";
import { printCsv, printJson, printRaw } from "./print";

const line = (name: string, values: number[], tags: [string, string][] = [["name", name]]): RenderedLine => ({
  name,
  startMs: 1_700_000_000_000,
  stepMs: 10_000,
  values: Float64Array.from(values),
  tags: new Map(tags),
});

const all = { noNullPoints: false };

it("prints JSON with the value before the seconds, and with what JSON has no form for", () => {
  const { POSITIVE_INFINITY, NEGATIVE_INFINITY } = Number;
  expect(printJson([line("a", [1.5, Number.NaN, 2, POSITIVE_INFINITY, NEGATIVE_INFINITY, 1e21])], all)).toBe(
    '[{"target":"a","tags":{"name":"a"},"datapoints":[[1.5,1700000000],[null,1700000010],' +
      "[2,1700000020],[1e9999,1700000030],[-1e9999,1700000040],[1e+21,1700000050]]}]",
  );
  expect(JSON.parse(printJson([], all))).toEqual([]);
});

it("leaves points and lines without values out when asked to", () => {
  const printed = printJson([line("a", [1, Number.NaN]), line("b", [Number.NaN])], { noNullPoints: true });
  expect(JSON.parse(printed)).toEqual([
    { target: "a", tags: { name: "a" }, datapoints: [[1, 1_700_000_000]] },
  ]);
});

it("keeps names and tags whatever they are", () => {
  const name = '"__proto__\\\n\u2028';
  const [printed] = JSON.parse(
    printJson(
      [
        line(
          name,
          [1],
          [
            ["name", name],
            ["__proto__", "x"],
          ],
        ),
      ],
      all,
    ),
  ) as [{ target: string; tags: object }];
  expect(printed.target).toBe(name);
  expect(Object.entries(printed.tags)).toEqual([
    ["name", name],
    ["__proto__", "x"],
  ]);
});

it("prints CSV on the clocks of the zone", () => {
  expect(printCsv([line("a", [1, Number.NaN])], "Europe/Berlin")).toBe(
    "a,2023-11-14 23:13:20,1.0\r\na,2023-11-14 23:13:30,\r\n",
  );
});

it("quotes what CSV needs quoted, and disarms formulas", () => {
  expect(printCsv([line('x "y", z', [1])], "UTC")).toMatch(/^"x ""y"", z",/);
  expect(printCsv([line("=cmd()", [1])], "UTC")).toMatch(/^'=cmd\(\),/);
});

it("prints the raw form", () => {
  expect(printRaw([line("a", [1, Number.NaN, 2.5])])).toBe("a,1700000000,1700000030,10|1.0,None,2.5\n");
});
