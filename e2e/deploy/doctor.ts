import { spawn } from "node:child_process";
import { resolve } from "node:path";

export interface DoctorEnding {
  code: number | null;
  output: string;
}

/** `npm run doctor -- …`, as a process of its own. */
export function runDoctor(args: string[], env: Record<string, string> = {}): Promise<DoctorEnding> {
  const child = spawn(process.execPath, ["bin/doctor.mjs", ...args], {
    cwd: resolve(import.meta.dirname, "../.."),
    env: { PATH: process.env.PATH, NODE_ENV: "production", ...env },
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  return new Promise((done) => child.once("close", (code) => done({ code, output })));
}
