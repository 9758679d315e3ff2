import type { Sample } from "@/lib/metric/sample";
import { readBucket } from "./name";

export type BadReason =
  | "no name"
  | "no value"
  | "no type"
  | "unknown type"
  | "not a number"
  | "out of range"
  | "negative time"
  | "bad sample rate"
  | "too long"
  | "cut off";

export interface Sink {
  sample(sample: Sample): void;
  /** Once for each value that cannot be read; the other values of its line still count. */
  bad(line: string, reason: BadReason): void;
}

export const maxLineLength = 65_536;
/** Far above any measurement, and far enough below 1.8e308 that no sum or sum of squares overflows. */
const maxMagnitude = 1e100;
const minSampleRate = 1e-15;

/** StatsD lines, `key:value|type[|@rate][|#tags]`, with any number of values: `key:1|c:5|ms`. */
export function parseLines(text: string, sink: Sink): void {
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    if (end > start) parseLine(text.slice(start, end), sink);
    start = end + 1;
  }
}

function parseLine(line: string, sink: Sink): void {
  if (line.length > maxLineLength) return sink.bad(line, "too long");
  if (line.trim() === "") return;
  const tagsAt = line.indexOf("|#");
  const body = tagsAt < 0 ? line : line.slice(0, tagsAt);
  // DogStatsD's fields come in any order, so a rate may follow the tags; origin and the like are ignored.
  const [tags, ...fields] = tagsAt < 0 ? [] : line.slice(tagsAt + 2).split("|");
  const rate = fields.find((field) => field.startsWith("@"));
  const keyEnd = body.indexOf(":");
  const bucket = readBucket(keyEnd < 0 ? body : body.slice(0, keyEnd), tags);
  if (bucket === null) return sink.bad(line, "no name");
  if (keyEnd < 0) return sink.bad(line, "no value");
  for (const part of body.slice(keyEnd + 1).split(":")) {
    const sample = readSample(bucket, part, rate);
    if (typeof sample === "string") sink.bad(line, sample);
    else sink.sample(sample);
  }
}

function readSample(bucket: string, part: string, lineRate: string | undefined): Sample | BadReason {
  const [text, typeField, rateField = lineRate] = part.split("|") as [string, ...string[]];
  if (typeField === undefined) return "no type";
  const type = typeField.trim();
  const sampleRate = rateField === undefined ? 1 : readRate(rateField);
  if (sampleRate === null) return "bad sample rate";
  if (type === "s") return { kind: "sets", bucket, member: text };
  const value = readNumber(text);
  if (value === null) return "not a number";
  if (Math.abs(value) > maxMagnitude) return "out of range";
  switch (type) {
    case "c":
    case "m":
      return { kind: "counters", bucket, value, sampleRate };
    case "g":
      return { kind: "gauges", bucket, value, delta: /^\s*[+-]/.test(text) };
    case "ms":
      return value < 0 ? "negative time" : { kind: "timers", bucket, value, sampleRate };
    case "h":
    case "d":
      return { kind: "timers", bucket, value, sampleRate };
    default:
      return "unknown type";
  }
}

/** JavaScript's numbers, as the reference reads them (`0x10`, `1e3`, ` 3 `), but finite ones only. */
function readNumber(text: string): number | null {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

function readRate(field: string): number | null {
  const rate = field.startsWith("@") ? readNumber(field.slice(1)) : null;
  return rate !== null && rate >= minSampleRate && rate <= 1 ? rate : null;
}
