import type { QueriedLine } from "./query";

/** A row for each step of any series, a column for each series, RFC 4180. */
export function printCsv(
  lines: readonly Pick<QueriedLine, "target" | "name" | "startMs" | "stepMs" | "values">[],
): string {
  const rows = [["time", ...lines.map((each) => quoteCell(each.name))].join(",")];
  for (const ms of timesOf(lines)) {
    const cells = lines.map(({ startMs, stepMs, values }) => {
      const value = values[(ms - startMs) / stepMs];
      return value !== undefined && Number.isFinite(value) ? String(value) : "";
    });
    rows.push([new Date(ms).toISOString(), ...cells].join(","));
  }
  return rows.map((row) => `${row}\r\n`).join("");
}

function timesOf(lines: readonly Pick<QueriedLine, "startMs" | "stepMs" | "values">[]): number[] {
  const grids = new Map(lines.map((line) => [`${line.startMs} ${line.stepMs} ${line.values.length}`, line]));
  const times = new Set<number>();
  for (const { startMs, stepMs, values } of grids.values())
    for (let i = 0; i < values.length; i++) times.add(startMs + i * stepMs);
  return grids.size === 1 ? [...times] : [...times].sort((a, b) => a - b);
}

/** A spreadsheet would run a name that begins like a formula. */
function quoteCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
