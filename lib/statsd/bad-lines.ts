import type { BadReason } from "./parse";

const quietMs = 10_000;
const exampleLength = 80;

export interface BadLineLog {
  note(line: string, reason: BadReason): void;
  /** Warns about what was noted, at most once in 10 s. */
  report(nowMs: number): void;
}

/** Anybody can send lines that cannot be read: they are counted, and one of them is shown, now and then. */
export function createBadLineLog(warn: (message: string) => void): BadLineLog {
  let count = 0;
  let example = "";
  let lastMs = -Infinity;
  return {
    note(line, reason) {
      if (count++ === 0) example = `${escapeLine(line)} (${reason})`;
    },
    report(nowMs) {
      // A clock set back must not silence the log.
      if (count === 0 || Math.abs(nowMs - lastMs) < quietMs) return;
      warn(`${count} bad ${count === 1 ? "line" : "lines"}, for example ${example}`);
      count = 0;
      lastMs = nowMs;
    },
  };
}

function escapeLine(line: string): string {
  const text = JSON.stringify(line.slice(0, exampleLength)).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return text.length <= exampleLength ? text : `${text.slice(0, exampleLength)}…`;
}
