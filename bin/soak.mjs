#!/usr/bin/env node
// Runs the soak checks with their full counts, goes on where it was stopped, and writes what came of it into
// docs/soak.md. `npm run soak -- [part of a check's name] [--fresh] [--seed=N] [--minutes=N]`
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const statePath = `${root}soak.state.json`;
const pagePath = `${root}docs/soak.md`;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    fresh: { type: "boolean", default: false },
    seed: { type: "string" },
    minutes: { type: "string" },
  },
});

const commit = readCommit();
const before = values.fresh ? null : readState();
if (before && before.commit !== commit)
  console.log(`The rounds done so far were of ${before.commit}: beginning again at ${commit}.`);
if (before?.commit !== commit) {
  rmSync(statePath, { force: true });
  writeFileSync(statePath, JSON.stringify({ commit, checks: {} }));
}

const filter = positionals.length > 0 ? ["-t", positionals.join("|")] : [];
const { status } = spawnSync("npx", ["vitest", "run", "--config", "vitest.soak.config.ts", ...filter], {
  cwd: root,
  stdio: "inherit",
  env: {
    ...process.env,
    SOAK_STATE: statePath,
    ...(values.seed && { SOAK_SEED: values.seed }),
    ...(values.minutes && { SOAK_MINUTES: values.minutes }),
  },
});
writePage(readState());
process.exit(status ?? 1);

/** What the checks ran against: the last commit beside the papers, marked when there is more than it. */
function readCommit() {
  const code = [".", ":(exclude)docs", ":(exclude)*.md"];
  const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
  const hash = git("log", "-1", "--format=%h", "--", ...code);
  return git("status", "--porcelain", "--", ...code) ? `${hash} and changes` : hash;
}

function readState() {
  return existsSync(statePath) ? JSON.parse(readFileSync(statePath, "utf8")) : null;
}

/** A row for each check; those that did not run now keep theirs. */
function writePage(state) {
  const page = readFileSync(pagePath, "utf8");
  const lines = page.split("\n");
  const first = lines.findIndex((line) => line.startsWith("| ---")) + 1;
  let last = first;
  while (lines[last]?.startsWith("|")) last++;
  const rows = new Map(lines.slice(first, last).map((line) => [line.split(" | ")[0].slice(2), line]));
  for (const [name, check] of Object.entries(state.checks)) {
    const { done, full, failed, seed, ms, endedAt } = check;
    const result = failed ? `**failed** in ${failed}` : done < full ? "passed so far" : "passed";
    const cells = [name, `${done} of ${full}`, result, seed, state.commit, endedAt.slice(0, 10), inWords(ms)];
    rows.set(name, `| ${cells.join(" | ")} |`);
  }
  lines.splice(first, last - first, ...rows.values());
  writeFileSync(pagePath, lines.join("\n"));
}

function inWords(ms) {
  const seconds = Math.round(ms / 1_000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
