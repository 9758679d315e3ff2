const units: readonly (readonly [prefix: string, ms: number])[] = [
  ["ms", 1],
  ["s", 1_000],
  ["min", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
  ["w", 604_800_000],
  ["mon", 2_592_000_000],
  ["y", 31_536_000_000],
];

/** A hundred years. */
const longestMs = 3_153_600_000_000;

/**
 * Graphite's lengths of time, in milliseconds: `5min`, `1h30min`, `-7d`, `+1w`; a month is 30 days, a year
 * 365. A bare `m` means minutes here. Null when it is none, zero, or above a hundred
 * years.
 */
export function parseInterval(text: string): number | null {
  const match = /^\s*([+-]?)((?:\d{1,9}[a-z]+)+)\s*$/i.exec(text.slice(0, 100));
  if (!match) return null;
  let ms = 0;
  for (const [, digits, unit] of match[2]!.matchAll(/(\d+)([a-z]+)/gi)) {
    const unitMs = msOf(unit!.toLowerCase());
    if (unitMs === null) return null;
    ms += Number(digits) * unitMs;
  }
  if (ms === 0 || ms > longestMs) return null;
  return match[1] === "-" ? -ms : ms;
}

/** `mon` and `min` begin alike; everything else goes by how it begins, as in Graphite. */
function msOf(unit: string): number | null {
  if (unit === "m") return 60_000;
  return units.find(([prefix]) => unit.startsWith(prefix))?.[1] ?? null;
}
