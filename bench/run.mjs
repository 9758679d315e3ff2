#!/usr/bin/env node
// `node bench/run.mjs store|ui|live [parts] [--quick] [--out file]`: bundles a bench as the launcher bundles the
// server, so that what is measured is what runs.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { bundles, root } from "../bin/build.mjs";

const [name, ...args] = process.argv.slice(2);
const outdir = join(bundles, "bench");
rmSync(outdir, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: {
    [name]: `bench/${name}.ts`,
    "store-worker": "lib/store/worker.ts",
    ...(name === "live" && { load: "bench/live/load.ts", "plain-server": "bench/live/plain-server.ts" }),
  },
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  sourcemap: true,
  outdir,
  outExtension: { ".js": ".mjs" },
  logLevel: "error",
});
process.env.NODE_ENV = "production";
process.chdir(root);
const { runBench } = await import(pathToFileURL(join(outdir, `${name}.mjs`)).href);
process.exit(await runBench(args));
