import { deflateSync, Inflate, strFromU8, strToU8 } from "fflate";
import {
  charts,
  type Dashboard,
  defaultRangeMs,
  type KeptSlot,
  levels,
  nullModes,
  type Panel,
  scales,
  themes,
  type Threshold,
  units,
} from "./dashboard";
import { defaultPanel, defaultSize } from "./presets";
import { clampDashboard, limits, panelId } from "./schema";

// Links live for ever: fields are only ever appended, at the end of a list, and choices at the end of theirs.
// board: [panels, title, rangeSeconds, theme]
// panel: [targets, chart, title, width, height, stepMs, yMin, yMax, unit, nulls, scale, rightTargets,
//   thresholds ([value, level], …), compareMs, events, slots, rightUnit]; what is left out has its default.

const version = "1.";
const maxTextLength = 65_536;
const maxInflatedBytes = 4_194_304;

/** `1.<base64url of deflated positional JSON>` */
export function packDashboard(board: Dashboard): string {
  const fields = dropDefaults([
    [board.panels.map(packPanel), null],
    [board.title, ""],
    [board.rangeMs / 1000, defaultRangeMs / 1000],
    [themes.indexOf(board.theme), 0],
  ]);
  const text = JSON.stringify(fields);
  return version + toBase64Url(deflateSync(strToU8(text), { level: 9 }));
}

/** Null when it cannot be read at all; says why in `notices`. */
export function unpackDashboard(text: string, notices: string[]): Dashboard | null {
  const fields = text.startsWith(version) ? readFields(text.slice(version.length)) : null;
  if (!Array.isArray(fields) || !Array.isArray(fields[0])) {
    notices.push(
      "The board in this link could not be read: part of it may be missing. The default board is shown.",
    );
    return null;
  }
  if (fields[0].length > limits.panels)
    notices.push(`The link asks for ${fields[0].length} panels. The first ${limits.panels} are shown.`);
  const panels: Panel[] = [];
  for (const packed of fields[0].slice(0, limits.panels)) {
    if (Array.isArray(packed)) panels.push(unpackPanel(packed, panelId(panels.length)));
    else notices.push("One panel of this link could not be read and is left out.");
  }
  return clampDashboard({
    panels,
    title: readText(fields[1]),
    rangeMs: (readNumber(fields[2]) ?? defaultRangeMs / 1000) * 1000,
    theme: themes[readNumber(fields[3]) ?? 0] ?? "system",
  });
}

function packPanel(panel: Panel): unknown[] {
  const plain = defaultPanel("", panel.targets);
  const size = defaultSize(panel.chart);
  const { rightTargets, thresholds } = panel;
  return dropDefaults([
    [panel.targets, null],
    [charts.indexOf(panel.chart), charts.indexOf(plain.chart)],
    [panel.title, ""],
    [panel.width, size.width],
    [panel.height, size.height],
    [panel.stepMs, null],
    [panel.yMin, null],
    [panel.yMax, null],
    [units.indexOf(panel.unit), 0],
    [nullModes.indexOf(panel.nulls), 0],
    [scales.indexOf(panel.scale), 0],
    [rightTargets.length === 0 ? null : rightTargets, null],
    [thresholds.length === 0 ? null : thresholds.map(packThreshold), null],
    [panel.compareMs, null],
    [panel.events ? 1 : 0, 1],
    [panel.slots.length === 0 ? null : panel.slots, null],
    [units.indexOf(panel.rightUnit), 0],
  ]);
}

function unpackPanel(fields: unknown[], id: string): Panel {
  const targets = readList(fields[0]).filter((each) => typeof each === "string");
  const plain = defaultPanel(id, targets);
  const chart = charts[readNumber(fields[1]) ?? -1] ?? plain.chart;
  const size = defaultSize(chart);
  return {
    id,
    targets,
    chart,
    title: readText(fields[2]),
    width: readNumber(fields[3]) ?? size.width,
    height: readNumber(fields[4]) ?? size.height,
    stepMs: readNumber(fields[5]),
    yMin: readNumber(fields[6]),
    yMax: readNumber(fields[7]),
    unit: units[readNumber(fields[8]) ?? 0] ?? "auto",
    nulls: nullModes[readNumber(fields[9]) ?? 0] ?? "gap",
    scale: scales[readNumber(fields[10]) ?? 0] ?? "linear",
    rightTargets: readList(fields[11]).filter((place) => typeof place === "number"),
    thresholds: readList(fields[12]).flatMap(unpackThreshold),
    compareMs: readNumber(fields[13]),
    events: readNumber(fields[14]) !== 0,
    slots: readList(fields[15]).filter(isSlot),
    rightUnit: units[readNumber(fields[16]) ?? 0] ?? "auto",
  };
}

function isSlot(value: unknown): value is KeptSlot {
  return Array.isArray(value) && typeof value[0] === "string" && typeof value[1] === "number";
}

function packThreshold({ value, level }: Threshold): [number, number] {
  return [value, levels.indexOf(level)];
}

function unpackThreshold(packed: unknown): Threshold[] {
  const [value, place] = readList(packed).map(readNumber);
  const level = levels[place ?? -1];
  return value === undefined || value === null || !level ? [] : [{ value, level }];
}

/** Fields, each with its default, which becomes null in the middle and nothing at the end. */
function dropDefaults(fields: [field: unknown, otherwise: unknown][]): unknown[] {
  const short = fields.map(([field, otherwise]) => (field === otherwise ? null : field));
  while (short.length > 0 && short[short.length - 1] === null) short.pop();
  return short;
}

function readFields(text: string): unknown {
  try {
    return JSON.parse(inflateWithin(fromBase64Url(text)));
  } catch {
    return null;
  }
}

/** Inflates in small bites, so that a bomb is refused long before it is whole. */
function inflateWithin(bytes: Uint8Array): string {
  const chunks: Uint8Array[] = [];
  let total = 0;
  let done = false;
  const inflate = new Inflate((chunk, final) => {
    total += chunk.length;
    if (total > maxInflatedBytes) throw new RangeError("the link inflates beyond its limit");
    chunks.push(chunk);
    done ||= final;
  });
  const biteBytes = 512;
  for (let at = 0; at < bytes.length; at += biteBytes)
    inflate.push(bytes.subarray(at, at + biteBytes), at + biteBytes >= bytes.length);
  if (!done) throw new RangeError("the link ends too early");
  const whole = new Uint8Array(total);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return strFromU8(whole);
}

function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function fromBase64Url(text: string): Uint8Array {
  if (text.length > maxTextLength) throw new RangeError("the link is too long");
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0));
}

function readList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function readText(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function readNumber(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
