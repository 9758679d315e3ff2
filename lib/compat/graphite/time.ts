import { GraphiteFault } from "./fault";
import { toEpochMs, toLocal } from "./zone";

/**
 * Every form of time that Graphite takes: epoch seconds, `now`, `-1h30min`, `noon yesterday`, `14:30_20260131`,
 * `01/31/26`, `20260131`, `monday`, `jan 31`, each with an offset (`midnight-2h`). Epoch milliseconds; a
 * GraphiteFault that names the faulty part.
 */
export function parseTime(text: string, nowMs: number, zone: string): number {
  const plain = text.trim().toLowerCase().replace(/[_, ]/g, "");
  if (/^\d+$/.test(plain) && !isDate(plain)) return bounded(Number(plain) * 1_000, text);
  const sign = plain.includes("+") ? plain.indexOf("+") : plain.indexOf("-");
  const reference = sign < 0 ? plain : plain.slice(0, sign);
  const offset = sign < 0 ? "" : plain.slice(sign);
  return bounded(parseReference(reference, nowMs, zone, text) + parseOffset(offset, text), text);
}

const second = 1_000;
const day = 86_400 * second;
/** Prefixes, in the order in which they are tried; a month has 30 days, a year 365. */
const units: readonly [prefix: string, ms: number][] = [
  ["s", second],
  ["min", 60 * second],
  ["h", 3_600 * second],
  ["d", day],
  ["w", 7 * day],
  ["mon", 30 * day],
  ["y", 365 * day],
];

function parseOffset(text: string, whole: string): number {
  if (text === "") return 0;
  const sign = text[0] === "-" ? -1 : 1;
  const parts = [...text.slice(1).matchAll(/(\d+)([a-z]+)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text.slice(1))
    throw new GraphiteFault(`"${whole}" is no time: "${text}" is no offset, for example -1h or -30min`);
  return parts.reduce((sum, [, count, name]) => {
    const unit = units.find(([prefix]) => name!.startsWith(prefix));
    if (!unit) throw new GraphiteFault(`"${whole}" is no time: "${name}" is no unit of time`);
    return sum + sign * Number(count) * unit[1];
  }, 0);
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

function parseReference(reference: string, nowMs: number, zone: string, whole: string): number {
  if (reference === "" || reference === "now") return nowMs;
  const { hour, minute, rest } = takeTimeOfDay(reference);
  if (hour > 23 || minute > 59)
    throw new GraphiteFault(`"${whole}" is no time: "${reference}" is no time of day`);
  const now = toLocal(nowMs, zone);
  const date = parseDay(rest, now);
  if (!date) throw new GraphiteFault(`"${whole}" is no time: "${rest}" is no day`);
  return toEpochMs({ ...date, hour, minute, second: 0 }, zone);
}

/** `14:30`, `2:30pm`, `2am`, `noon`, `midnight`, `teatime`; midnight when there is none. */
function takeTimeOfDay(text: string): { hour: number; minute: number; rest: string } {
  const words: Record<string, number> = { noon: 12, midnight: 0, teatime: 16 };
  const clock = /^(\d{1,2}):(\d{2})(am|pm)?/.exec(text) ?? /^(\d{1,2})()(am|pm)/.exec(text);
  if (clock) {
    const [all, hours, minutes, half] = clock;
    const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half === "pm" ? 12 : 0);
    return { hour, minute: Number(minutes || 0), rest: text.slice(all.length) };
  }
  for (const [word, hour] of Object.entries(words))
    if (text.startsWith(word)) return { hour, minute: 0, rest: text.slice(word.length) };
  return { hour: 0, minute: 0, rest: text };
}

interface Day {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
}

function parseDay(text: string, now: Day): Day | null {
  const daysAgo = { "": 0, today: 0, yesterday: 1, tomorrow: -1 }[text];
  if (daysAgo !== undefined) return moveDays(now, -daysAgo);
  const slashes = /^(\d{1,2})\/(\d{1,2})\/(\d{1,4})$/.exec(text);
  if (slashes) {
    const [month, day, year] = slashes.slice(1).map(Number) as [number, number, number];
    const full = year < 1900 ? year + 1900 : year;
    return existing({ year: full < 1970 ? full + 100 : full, month, day });
  }
  if (/^\d{8}$/.test(text))
    return existing({
      year: Number(text.slice(0, 4)),
      month: Number(text.slice(4, 6)),
      day: Number(text.slice(6)),
    });
  const word = text.slice(0, 3);
  if (months.includes(word)) {
    const day = /\d{1,2}$/.exec(text);
    return day ? existing({ year: now.year, month: months.indexOf(word) + 1, day: Number(day[0]) }) : null;
  }
  if (!weekdays.includes(word)) return null;
  const today = new Date(Date.UTC(now.year, now.month - 1, now.day)).getUTCDay();
  return moveDays(now, -((today - weekdays.indexOf(word) + 7) % 7));
}

function moveDays({ year, month, day }: Day, days: number): Day {
  const moved = new Date(Date.UTC(year, month - 1, day + days));
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

/** Null for the 31st of February. */
function existing(date: Day): Day | null {
  const { year, month, day } = moveDays(date, 0);
  return year === date.year && month === date.month && day === date.day ? date : null;
}

/** Eight digits are a date where they can be one. */
function isDate(digits: string): boolean {
  const [year, month, day] = [digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)].map(Number);
  return digits.length === 8 && year! > 1900 && month! < 13 && day! < 32;
}

function bounded(ms: number, whole: string): number {
  if (!(Math.abs(ms) <= 8.64e15)) throw new GraphiteFault(`"${whole}" is no time that there is`);
  return ms;
}
