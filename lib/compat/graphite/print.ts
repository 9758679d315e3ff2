import type { RenderedLine } from "./line";
import { toLocal } from "./zone";

/** `[{"target":…,"tags":{…},"datapoints":[[value, seconds],…]}]`, as Graphite: no value is null, infinity is 1e9999. */
export function printJson(
  lines: readonly RenderedLine[],
  { noNullPoints }: { noNullPoints: boolean },
): string {
  const parts: string[] = [];
  for (const line of lines) {
    const points: string[] = [];
    forEachPoint(line, (value, seconds) => {
      if (!noNullPoints || !Number.isNaN(value)) points.push(`[${printNumber(value)},${seconds}]`);
    });
    if (noNullPoints && points.length === 0) continue;
    const tags = JSON.stringify(Object.fromEntries(line.tags));
    parts.push(`{"target":${JSON.stringify(line.name)},"tags":${tags},"datapoints":[${points.join(",")}]}`);
  }
  return `[${parts.join(",")}]`;
}

/** A row for each point: name, time on the zone's clocks, value or nothing. */
export function printCsv(lines: readonly RenderedLine[], zone: string): string {
  const rows: string[] = [];
  for (const line of lines) {
    const name = quoteCell(line.name);
    forEachPoint(line, (value, seconds) => {
      rows.push(`${name},${printTime(seconds, zone)},${Number.isNaN(value) ? "" : printFloat(value)}\r\n`);
    });
  }
  return rows.join("");
}

/** `name,start,end,step|value,value,None` for each line; times in seconds. */
export function printRaw(lines: readonly RenderedLine[]): string {
  return lines
    .map(({ name, startMs, stepMs, values }) => {
      const [start, step] = [Math.floor(startMs / 1_000), stepMs / 1_000];
      const printed = Array.from(values, (value) => (Number.isNaN(value) ? "None" : printFloat(value)));
      return `${name},${start},${start + step * values.length},${step}|${printed.join(",")}\n`;
    })
    .join("");
}

function forEachPoint(
  { startMs, stepMs, values }: RenderedLine,
  visit: (value: number, seconds: number) => void,
): void {
  for (let i = 0; i < values.length; i++) visit(values[i]!, Math.floor((startMs + i * stepMs) / 1_000));
}

function printNumber(value: number): string {
  if (Number.isNaN(value)) return "null";
  return Number.isFinite(value) ? String(value) : value > 0 ? "1e9999" : "-1e9999";
}

/** As Python prints a float: whole ones with `.0`. */
function printFloat(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function printTime(seconds: number, zone: string): string {
  const { year, month, day, hour, minute, second } = toLocal(seconds * 1_000, zone);
  const pad = (value: number, width = 2) => String(value).padStart(width, "0");
  return `${pad(year, 4)}-${pad(month)}-${pad(day)} ${pad(hour)}:${pad(minute)}:${pad(second)}`;
}

/** A spreadsheet would run a name that begins like a formula. */
function quoteCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
