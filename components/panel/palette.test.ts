import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ciede2000, contrastOf, dichromats, distanceFor } from "./color-vision.test-support";

const css = readFileSync(new URL("../../app/tokens.css", import.meta.url), "utf8");

/** A theme's variables, as its rule declares them. */
function readTheme(selector: string): Map<string, string> {
  const start = css.indexOf(selector);
  const rule = css.slice(css.indexOf("{", start), css.indexOf("}", start));
  return new Map([...rule.matchAll(/(--[\w-]+): ([^;]+);/g)].map(([, name, value]) => [name!, value!]));
}

function colorOf(theme: Map<string, string>, name: string): string {
  const value = theme.get(name) ?? "";
  const other = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
  return other ? colorOf(theme, other) : value;
}

it("measures as the formula's authors do", () => {
  // Pairs 1, 7, 17, 20 and 25 of Sharma, Wu and Dalal's table.
  expect(ciede2000([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
  expect(ciede2000([50, 0, 0], [50, -1, 2])).toBeCloseTo(2.3669, 4);
  expect(ciede2000([50, 2.5, 0], [73, 25, -18])).toBeCloseTo(27.1492, 4);
  expect(ciede2000([50, 2.5, 0], [50, 3.2972, 0])).toBeCloseTo(1.0, 4);
  expect(ciede2000([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387])).toBeCloseTo(1.2644, 4);
  expect(contrastOf("#000000", "#ffffff")).toBeCloseTo(21, 5);
});

describe.each([
  ["dark", readTheme(":root,\n")],
  ["light", readTheme('[data-theme="light"]')],
])("the %s palette", (_, theme) => {
  const slots = Array.from({ length: 8 }, (_, i) => colorOf(theme, `--s${i + 1}`));
  const least = (count: number) => {
    const some = slots.slice(0, count);
    const pairs = some.flatMap((a, i) => some.slice(i + 1).map((b) => [a, b] as const));
    return Math.min(...pairs.flatMap(([a, b]) => dichromats.map((sight) => distanceFor(sight, a, b))));
  };

  it.each([
    [2, 56],
    [3, 15],
    [5, 12],
    [8, 11],
  ])("keeps its first %i apart for every kind of colour blindness: at least %i", (count, distance) => {
    expect(least(count)).toBeGreaterThanOrEqual(distance);
  });

  it("has lines, texts and states that stand out from the panel", () => {
    const panel = colorOf(theme, "--panel");
    for (const slot of slots) expect(contrastOf(slot, panel)).toBeGreaterThanOrEqual(3);
    for (let i = 1; i <= 8; i++)
      expect(contrastOf(colorOf(theme, `--t${i}`), panel), `--t${i}`).toBeGreaterThanOrEqual(4.45);
    for (const state of ["--ok", "--warn", "--crit"])
      expect(contrastOf(colorOf(theme, state), panel), state).toBeGreaterThanOrEqual(5);
  });
});
