import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Debian's own python, for which its packages of graphite-web are installed. */
export const python = "/usr/bin/python3";

/** bin/prepare-test.mjs installs graphite-web wherever there is apt-get. */
export function hasGraphiteWeb(): boolean {
  return existsSync(python) && runPython("import graphite, whisper").status === 0;
}

export function runPython(script: string, input = "") {
  return spawnSync(python, ["-c", script], { input, encoding: "utf8", maxBuffer: 1 << 26 });
}
