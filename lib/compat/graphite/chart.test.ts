import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RenderedLine } from "./line";
import { layChart } from "./chart";
import { readChartOptions } from "./chart-options";
import { fitText, measureText } from "./glyphs";
import { renderPng } from "./png";
import { createRaster, fillOutlines } from "./raster";
import type { Shape } from "./shapes";
import { printSvg } from "./svg";
import { pickTimeTicks, pickValueTicks } from "./ticks";

const span = { fromMs: 1_700_000_000_000, untilMs: 1_700_003_600_000, zone: "UTC" };
const line = (name: string, values: number[], startMs = span.fromMs, stepMs = 10_000): RenderedLine => ({
  name,
  startMs,
  stepMs,
  values: Float64Array.from(values),
  tags: new Map(),
});
const lay = (lines: RenderedLine[], query = "") =>
  layChart(lines, { ...readChartOptions(new URLSearchParams(query)), ...span });
const ofType = <T extends Shape["type"]>(shapes: Shape[], type: T) =>
  shapes.filter((shape): shape is Extract<Shape, { type: T }> => shape.type === type);
const wave = Array.from({ length: 360 }, (_, i) => 50 + 40 * Math.sin(i / 9));

describe("a chart", () => {
  it("has title, axes and a legend with every name", () => {
    const texts = ofType(lay([line("a", wave), line("b", wave)], "title=Load&vtitle=percent").shapes, "text");
    const printed = texts.map((each) => each.text);
    expect(printed).toEqual(expect.arrayContaining(["Load", "percent", "a", "b", "0", "100", "22:30"]));
  });

  it("breaks a line where there is no value, and joins it when asked to", () => {
    const values = wave.map((value, i) => (i > 100 && i < 120 ? Number.NaN : value));
    const runs = (query: string) =>
      ofType(lay([line("a", values)], query).shapes, "stroke").filter((each) => each.color === "#2F63E1")
        .length;
    expect(runs("hideLegend=true")).toBe(2);
    expect(runs("hideLegend=true&lineMode=connected")).toBe(1);
    expect(runs("hideLegend=true&drawNullAsZero=true")).toBe(1);
  });

  it("draws no more points than four a pixel, and never loses a peak", () => {
    const values = Array.from({ length: 36_000 }, (_, i) => (i === 20_011 ? 1_000 : i % 7));
    const { shapes } = lay(
      [line("a", values, span.fromMs, 100)],
      "width=400&hideAxes=true&hideLegend=true&yMin=0&yMax=1000",
    );
    const [drawn] = ofType(shapes, "stroke").filter((each) => each.color === "#2F63E1");
    expect(drawn!.points.length).toBeLessThan(1_600);
    expect(Math.min(...drawn!.points.map(([, y]) => y))).toBeCloseTo(10);
  });

  it("stacks lines on each other", () => {
    const { shapes } = lay(
      [line("a", [10, 10]), line("b", [5, 5])],
      "areaMode=stacked&yMin=0&yMax=15&hideLegend=1&hideAxes=1",
    );
    const tops = ofType(shapes, "fill").map(({ points }) => Math.min(...points.map(([, y]) => y)));
    expect(tops[0]! - tops[1]!).toBeCloseTo((230 / 15) * 5);
  });

  it.each([
    ["width=0", "width"],
    ["height=100000", "height"],
    ["width=4000&height=4000", "pixels"],
    ["bgcolor=javascript:alert(1)", "bgcolor"],
    ["areaMode=everything", "areaMode"],
    ["yMax=much", "yMax"],
    ['colorList=red,"/><script>', "colorList"],
  ])("refuses %s by name", (query, named) => {
    expect(() => lay([], query)).toThrow(named);
  });

  it("is made of anything: infinities, nothing, single points, no room", () => {
    const value = fc.oneof(fc.double(), fc.constant(Number.NaN), fc.constant(1e300), fc.constant(-1e-300));
    const options = fc.record({
      width: fc.integer({ min: 1, max: 400 }).map(String),
      height: fc.integer({ min: 1, max: 300 }).map(String),
      areaMode: fc.constantFrom("none", "first", "all", "stacked"),
      lineMode: fc.constantFrom("slope", "staircase", "connected"),
      title: fc.string(),
    });
    const lines = fc.array(fc.record({ name: fc.string(), values: fc.array(value, { maxLength: 20 }) }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(lines, options, (given, query) => {
        const chart = lay(
          given.map((each) => line(each.name, each.values)),
          String(new URLSearchParams(query)),
        );
        const svg = printSvg(chart);
        expect(svg).not.toMatch(/NaN|Infinity/);
        expect(svg.match(/</g)!.length).toBe(svg.match(/>/g)!.length);
        expect(renderPng(chart).length).toBeGreaterThan(60);
      }),
      { numRuns: 60 },
    );
  });
});

it("escapes names in SVG", () => {
  const svg = printSvg(lay([line('<script>alert("&")</script>\u0000', wave)], "width=800"));
  expect(svg).toContain('&lt;script&gt;alert("&amp;")&lt;/script&gt;</text>');
});

describe("a PNG", () => {
  it("is one that others can read: header, every row, its colours", () => {
    const png = Buffer.from(renderPng(lay([line("a", wave)], "width=200&height=100&bgcolor=102030")));
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([200, 100]);
    const length = png.readUInt32BE(33);
    const rows = inflateSync(png.subarray(41, 41 + length));
    expect(rows).toHaveLength((200 * 3 + 1) * 100);
    expect([...rows.subarray(1, 4)]).toEqual([0x10, 0x20, 0x30]);
  });

  it("covers half a pixel by half", () => {
    const raster = createRaster(3, 1, "#000000");
    fillOutlines(raster, [[0.5, 0, 2, 0, 2, 1, 0.5, 1]], "#FFFFFF", 1);
    expect([raster.pixels[0], raster.pixels[3], raster.pixels[6]]).toEqual([128, 255, 0]);
  });

  it("fills what lies partly or wholly outside without harm", () => {
    const raster = createRaster(4, 4, "#000000");
    fillOutlines(raster, [[-50, -50, 50, -50, 50, 50, -50, 50]], "#FFFFFF", 1);
    expect(raster.pixels.every((value) => value === 255)).toBe(true);
    fillOutlines(raster, [[100, 100, 120, 100, 120, 120]], "#000000", 1);
    expect(raster.pixels.every((value) => value === 255)).toBe(true);
  });
});

it("measures text, and cuts it in its middle", () => {
  expect(measureText("mm", 10)).toBeGreaterThan(measureText("ii", 10) * 2);
  const cut = fitText("shop.checkout.latency.p95", 11, 90);
  expect(cut).toMatch(/^shop.*….*p95$/);
  expect(measureText(cut, 11)).toBeLessThanOrEqual(90);
});

it.each([
  [0, 97, 4, ["0", "25", "50", "75", "100"]],
  [0, 0.003, 3, ["0", "0.001", "0.002", "0.003"]],
  [-1_500, 2_600, 4, ["−2k", "0", "2k", "4k"]],
  [0, 5e9, 5, ["0", "1G", "2G", "3G", "4G", "5G"]],
  [1.25e6, 1.75e6, 2, ["1.25M", "1.5M", "1.75M"]],
])("picks round values from %d to %d", (least, greatest, most, printed) => {
  const { ticks, print } = pickValueTicks(least, greatest, most);
  expect(ticks.map(print)).toEqual(printed);
});

it.each([
  [600_000, "UTC", ["22:14", "22:16", "22:18", "22:20", "22:22"]],
  [60_000, "UTC", ["22:13:20", "22:13:30", "22:13:40", "22:13:50", "22:14:00", "22:14:10", "22:14:20"]],
  [5 * 86_400_000, "UTC", ["Nov 15", "Nov 16", "Nov 17", "Nov 18", "Nov 19"]],
  [86_400_000, "Asia/Kathmandu", ["06:00", "12:00", "18:00", "Nov 16"]],
])("picks round times over %d ms in %s", (length, zone, labels) => {
  const ticks = pickTimeTicks(span.fromMs, span.fromMs + length, zone, 6);
  expect(ticks.map((each) => each.label)).toEqual(labels);
});
