import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Debian's own python, for which its packages of graphite-web are installed. */
export const python = "/usr/bin/python3";

/** graphite-web is installed by bin/prepare-test.mjs wherever there is apt-get. Elsewhere: why it is not run. */
export function findGraphiteWeb(): { found: true } | { found: false; why: string } {
  if (existsSync(python) && runPython("import graphite, whisper").status === 0) return { found: true };
  return { found: false, why: "graphite-web is a package of Debian and Ubuntu, and not installed here" };
}

export function runPython(script: string, input = "") {
  return spawnSync(python, ["-c", script], { input, encoding: "utf8", maxBuffer: 1 << 26 });
}
