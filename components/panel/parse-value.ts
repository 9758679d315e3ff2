import type { KnownUnit } from "./format";

const powers: Record<string, number> = {
  "": 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  p: 1e15,
  e: 1e18,
  ki: 1_024,
  mi: 1_048_576,
  gi: 1_073_741_824,
  ti: 1_099_511_627_776,
};
const timesMs: Record<string, number> = {
  us: 0.001,
  µs: 0.001,
  ms: 1,
  s: 1_000,
  sec: 1_000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const perSeconds: Record<string, number> = { "/s": 1, "/min": 1 / 60, "/h": 1 / 3_600, ps: 1 };

/** What people type for a value of this unit: `250 ms`, `1.5k`, `2 GB/s`, `80 %`. Null when it is none. */
export function parseValue(text: string, unit: KnownUnit): number | null {
  const match = /^([+\-\u2212]?)(\d+(?:[.,]\d+)?|[.,]\d+)(?:e([+-]?\d{1,3}))?\s*(\S*)$/i.exec(text.trim());
  if (!match) return null;
  const [, sign, digits, exponent, suffix] = match;
  const factor = factorOf(suffix!, unit);
  const value = Number(`${digits!.replace(",", ".")}e${exponent ?? "0"}`) * (factor ?? Number.NaN);
  return Number.isFinite(value) ? clean(sign === "-" || sign === "\u2212" ? -value : value) : null;
}

/** The same number as text that `parseValue` reads back exactly, with the largest unit that stays short. */
export function printValue(value: number, unit: KnownUnit): string {
  for (const [word, factor] of printedUnits[unit]) {
    const number = String(clean(value / factor));
    if ((Math.abs(value) < factor && factor > 1) || number.length > 8 || number.includes("e")) continue;
    const text = word === "" || /^[kMGTPE]$/.test(word) ? number + word : `${number} ${word}`;
    if (parseValue(text, unit) === value) return text;
  }
  return String(value);
}

/** An example, for who typed something else. */
export const exampleValues: Record<KnownUnit, string> = {
  none: "1.5k",
  ms: "250 ms",
  perSecond: "1.5k/s",
  percent: "80 %",
  bytes: "2 GB",
  bytesPerSecond: "2 MB/s",
};

const siPowers: [string, number][] = [
  ["P", 1e15],
  ["T", 1e12],
  ["G", 1e9],
  ["M", 1e6],
  ["k", 1e3],
  ["", 1],
];
const withSuffix = (suffix: string) =>
  siPowers.map(([prefix, factor]): [string, number] => [prefix + suffix, factor]);

const printedUnits: Record<KnownUnit, [word: string, factor: number][]> = {
  none: siPowers,
  ms: [
    ["min", 60_000],
    ["s", 1_000],
    ["ms", 1],
  ],
  perSecond: withSuffix("/s"),
  percent: [["%", 1]],
  bytes: withSuffix("B"),
  bytesPerSecond: withSuffix("B/s"),
};

function factorOf(suffix: string, unit: KnownUnit): number | undefined {
  const word = suffix.toLowerCase();
  if (unit === "percent") return word === "" || word === "%" ? 1 : undefined;
  if (unit === "ms" && word !== "" && Object.hasOwn(timesMs, word)) return timesMs[word];
  const rate = unit === "perSecond" || unit === "bytesPerSecond" ? takeRate(word) : { rest: word, per: 1 };
  const isBytes = unit === "bytes" || unit === "bytesPerSecond";
  const prefix = isBytes ? rate.rest.replace(/b$/, "") : rate.rest;
  return Object.hasOwn(powers, prefix) ? powers[prefix]! * rate.per : undefined;
}

function takeRate(word: string): { rest: string; per: number } {
  const found = Object.keys(perSeconds).find((each) => word.endsWith(each));
  return found ? { rest: word.slice(0, -found.length), per: perSeconds[found]! } : { rest: word, per: 1 };
}

/** Without the last digits of binary fractions. */
function clean(value: number): number {
  return Number(value.toPrecision(15)) + 0;
}
