/** One line of a table. `target` is empty where the issue names none. */
export interface Row {
  figure: string;
  target: string;
  measured: string;
}

export interface Report {
  title: string;
  rows: Row[];
  /** What one must know to read the figures, a sentence each. */
  notes: string[];
}

export interface PartOptions {
  /** Smaller sizes, for checking that the bench itself works. */
  isQuick: boolean;
}

export type Part = (options: PartOptions) => Promise<Report>;

/** A figure that must not be above `most`; bold where it is. */
export function bounded(figure: string, value: number, most: number, unit: string): Row {
  const text = `${printNumber(value)} ${unit}`;
  return { figure, target: `≤ ${printNumber(most)} ${unit}`, measured: value <= most ? text : `**${text}**` };
}

/** A figure that stands beside the others. */
export function told(figure: string, value: number | string, unit = ""): Row {
  const text = typeof value === "number" ? `${printNumber(value)} ${unit}`.trim() : value;
  return { figure, target: "", measured: text };
}

export function printTable(name: string, { title, rows, notes }: Report): string {
  const lines = rows.map(({ figure, target, measured }) => `| ${figure} | ${target} | ${measured} |`);
  const table = ["| figure | target | measured |", "|---|---|---|", ...lines].join("\n");
  const list = notes.map((note) => `- ${note}`).join("\n");
  return `## ${name}: ${title}\n\n${table}\n${list ? `\n${list}\n` : ""}`;
}

/** Three digits that count. */
export function printNumber(value: number): string {
  if (!Number.isFinite(value)) return "none";
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}
