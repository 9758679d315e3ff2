import type { Facts } from "./facts";
import { sayResult, type Verdict } from "./judge";
import { summarize } from "./summary";

const marks = { fault: "■", warning: "▲", note: "·" };

/** The doctor's report, as text for a terminal. */
export function printReport(facts: Facts, verdict: Verdict): string {
  const { isWell, findings } = verdict;
  const measured = summarize(facts)
    .filter(({ text }) => text !== null)
    .map(({ name, text }) => `  ${name.padEnd(8)} ${text}`);
  const found = findings.flatMap(({ level, title, detail, remedies }) => [
    "",
    `${marks[level]} ${title}`,
    `  ${detail}`,
    ...remedies.flatMap(({ where, place, line }) => [`  ${where}, ${place}:`, `    ${line}`]),
  ]);
  return [
    `Statboard at ${facts.origin}`,
    ...measured,
    ...found,
    ...(isWell ? ["", `${findings[0]?.level === "warning" ? "▲" : "●"} ${sayResult(verdict)}`] : []),
    "",
  ].join("\n");
}
