#!/usr/bin/env node
// `next dev` with the workers bundled first; the runtime is made by instrumentation.ts.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { bundle, root } from "./build.mjs";

await bundle();
const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
const args = [next, "dev", "--hostname", "127.0.0.1", ...process.argv.slice(2)];
const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => child.kill(signal));
child.on("close", (code) => process.exit(code ?? 0));
