/** A moment on a wall clock; month is 1 to 12. */
export interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const maxFormats = 100;

/** The zone asked for, or this server's when there is none of that name. */
export function pickZone(name: string | null): string {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (name === null || name.length > 64) return own;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return own;
  }
}

export function toLocal(epochMs: number, zone: string): LocalTime {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(epochMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const read = (type: Intl.DateTimeFormatPartTypes) => parts.get(type)!;
  return {
    year: read("year"),
    month: read("month"),
    day: read("day"),
    hour: read("hour"),
    minute: read("minute"),
    second: read("second"),
  };
}

/** A time that comes twice is the later one; one that never comes is read by the clock before the jump. */
export function toEpochMs(local: LocalTime, zone: string): number {
  const asUtc = utcOf(local);
  const dayMs = 86_400_000;
  const [before, after] = [offsetMs(asUtc - dayMs, zone), offsetMs(asUtc + dayMs, zone)];
  const candidates = [asUtc - before, asUtc - after].filter((ms) => ms + offsetMs(ms, zone) === asUtc);
  return candidates.length > 0 ? Math.max(...candidates) : asUtc - before;
}

function offsetMs(epochMs: number, zone: string): number {
  const whole = Math.floor(epochMs / 1_000) * 1_000;
  return utcOf(toLocal(whole, zone)) - whole;
}

function utcOf({ year, month, day, hour, minute, second }: LocalTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  if (formats.size >= maxFormats) formats.clear();
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "iso8601",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(zone, made);
  return made;
}
