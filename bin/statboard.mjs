#!/usr/bin/env node
import { build } from "esbuild";
import { execFileSync } from "node:child_process";

execFileSync("npx", ["next", "build"], { stdio: "inherit" });
await build({
  entryPoints: { start: "lib/server/start.ts", worker: "lib/statsd/worker.ts" },
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  outdir: "build",
  outExtension: { ".js": ".mjs" },
});
await import(new URL("../build/start.mjs", import.meta.url));
