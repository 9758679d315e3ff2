import type { RangeSeries } from "./query";

/** A row for each step, a column for each series, RFC 4180. All series must have the same steps. */
export function printCsv(series: readonly RangeSeries[]): string {
  const rows = [["time", ...series.map((each) => quoteCell(each.name))].join(",")];
  const [first] = series;
  first?.values.forEach((_, i) => {
    const time = new Date(first.startMs + i * first.stepMs).toISOString();
    rows.push([time, ...series.map((each) => each.values[i] ?? "")].join(","));
  });
  return rows.map((row) => `${row}\r\n`).join("");
}

/** A spreadsheet would run a name that begins like a formula. */
function quoteCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
