const unitMs: Record<string, number> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `500ms`, `10s`, `15m`, `2h`, `7d`, `1w` → milliseconds; null when it is none of these or not above zero. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,9})(ms|s|min|m|h|d|w)$/.exec(text.trim());
  if (!match) return null;
  const ms = Number(match[1]) * unitMs[match[2]!]!;
  return ms > 0 ? ms : null;
}

/** The shortest exact form: 900000 → `15m`. */
export function printDuration(ms: number): string {
  for (const unit of ["d", "h", "m", "s"] as const) {
    if (ms % unitMs[unit]! === 0) return `${ms / unitMs[unit]!}${unit}`;
  }
  return `${ms}ms`;
}
