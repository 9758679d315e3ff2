import { GraphiteFault } from "./fault";
import { lastOf, readFlag } from "./parameters";

export interface ChartOptions {
  width: number;
  height: number;
  title: string;
  vtitle: string;
  background: Color;
  foreground: Color;
  palette: readonly Color[];
  hideLegend: boolean | null;
  hideAxes: boolean;
  hideGrid: boolean;
  areaMode: "none" | "first" | "all" | "stacked";
  lineMode: "slope" | "staircase" | "connected";
  lineWidth: number;
  yMin: number | null;
  yMax: number | null;
  nullAsZero: boolean;
}

/** `#rrggbb`. */
export type Color = `#${string}`;

const light: readonly Color[] = [
  "#2F63E1",
  "#A55800",
  "#299FCD",
  "#A89139",
  "#036F4F",
  "#592683",
  "#D86692",
  "#940015",
];
const dark: readonly Color[] = [
  "#2582DC",
  "#F39523",
  "#80E5FD",
  "#F0E07F",
  "#2FB395",
  "#B19FF3",
  "#C3639C",
  "#E94935",
];

const maxSide = 4_000;
const maxPixels = 4_000_000;
const maxTextLength = 200;

/** Graphite's parameters of pictures; those that are no picture's business here are passed over. */
export function readChartOptions(params: URLSearchParams): ChartOptions {
  const background = readColor(params, "bgcolor") ?? "#FFFFFF";
  const isDark = brightness(background) < 128;
  const colors = (lastOf(params, "colorList") ?? "").split(",").filter((each) => each.trim() !== "");
  const graphOnly = readFlag(params, "graphOnly");
  const hideLegend = params.has("hideLegend") ? readFlag(params, "hideLegend") : null;
  const [width, height] = [readSize(params, "width", 330), readSize(params, "height", 250)];
  if (width * height > maxPixels)
    throw new GraphiteFault(`width and height: a picture has at most ${maxPixels} pixels`);
  return {
    width,
    height,
    title: (lastOf(params, "title") ?? "").slice(0, maxTextLength),
    vtitle: (lastOf(params, "vtitle") ?? "").slice(0, maxTextLength),
    background,
    foreground: readColor(params, "fgcolor") ?? (isDark ? "#E8EAED" : "#14171C"),
    palette: colors.length > 0 ? colors.map((each) => parseColor(each, "colorList")) : isDark ? dark : light,
    hideLegend: graphOnly ? true : hideLegend,
    hideAxes: graphOnly || readFlag(params, "hideAxes"),
    hideGrid: graphOnly || readFlag(params, "hideGrid"),
    areaMode: readChoice(params, "areaMode", ["none", "first", "all", "stacked"] as const),
    lineMode: readChoice(params, "lineMode", ["slope", "staircase", "connected"] as const),
    lineWidth: Math.min(20, readNumber(params, "lineWidth") ?? 1.5),
    yMin: readNumber(params, "yMin"),
    yMax: readNumber(params, "yMax"),
    nullAsZero: readFlag(params, "drawNullAsZero"),
  };
}

/** 0 is black, 255 white. */
function brightness(color: Color): number {
  const [red, green, blue] = rgbOf(color);
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

export function rgbOf(color: Color): [red: number, green: number, blue: number] {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** The colours that Graphite knows by name. */
const named = new Map<string, Color>(
  Object.entries({
    black: "#000000",
    white: "#FFFFFF",
    blue: "#6464FF",
    green: "#00C800",
    red: "#C80032",
    yellow: "#FFFF00",
    orange: "#FFA500",
    purple: "#C864FF",
    brown: "#966432",
    aqua: "#009696",
    gray: "#AFAFAF",
    grey: "#AFAFAF",
    magenta: "#FF00FF",
    pink: "#FF6464",
    gold: "#C8C800",
    rose: "#C896C8",
    darkblue: "#0000FF",
    darkgreen: "#00FF00",
    darkred: "#C80032",
    darkgray: "#6F6F6F",
    darkgrey: "#6F6F6F",
  }),
);

function readColor(params: URLSearchParams, name: string): Color | null {
  const text = (lastOf(params, name) ?? "").trim();
  return text === "" || text.toLowerCase() === "default" ? null : parseColor(text, name);
}

function parseColor(text: string, parameter: string): Color {
  const plain = text.trim().toLowerCase();
  const known = named.get(plain);
  if (known) return known;
  const hex = /^#?([0-9a-f]{6})(?:[0-9a-f]{2})?$/.exec(plain);
  if (!hex)
    throw new GraphiteFault(
      `${parameter}: "${text.slice(0, 40)}" is no colour, for example orange or F39523`,
    );
  return `#${hex[1]!}`;
}

function readSize(params: URLSearchParams, name: string, otherwise: number): number {
  const value = Math.round(readNumber(params, name) ?? otherwise);
  if (value < 1 || value > maxSide) throw new GraphiteFault(`${name}: it is from 1 to ${maxSide}`);
  return value;
}

function readNumber(params: URLSearchParams, name: string): number | null {
  const text = (lastOf(params, name) ?? "").trim();
  if (text === "" || text.toLowerCase() === "default") return null;
  const value = Number(text);
  if (!Number.isFinite(value)) throw new GraphiteFault(`${name}: "${text.slice(0, 40)}" is no number`);
  return value;
}

function readChoice<T extends string>(
  params: URLSearchParams,
  name: string,
  choices: readonly [T, ...T[]],
): T {
  const text = lastOf(params, name);
  if (text === null || text === "") return choices[0];
  const found = choices.find((each) => each === text);
  if (!found) throw new GraphiteFault(`${name}: "${text.slice(0, 40)}" is none of ${choices.join(", ")}`);
  return found;
}
