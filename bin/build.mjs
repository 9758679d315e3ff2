// Builds what `npm start` runs, and only when sources or packages differ from the last build.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));
export const bundles = join(root, "build");

const sources = ["app", "components", "lib", "public", "instrumentation.ts", "proxy.ts"];
const settings = ["next.config.js", "package.json", "package-lock.json", "tsconfig.json"];

/** The server, its two workers and the import, beside each other; npm packages stay where they are. */
export async function bundle() {
  await buildOnce("bundle", join(bundles, "start.mjs"), async () => {
    const { build } = await import("esbuild");
    await build({
      absWorkingDir: root,
      entryPoints: {
        start: "lib/server/start.ts",
        "import-batsd": "lib/server/import-batsd.ts",
        doctor: "lib/doctor/run.ts",
        "statsd-worker": "lib/statsd/worker.ts",
        ...(existsSync(join(root, "lib/store/worker.ts")) && { "store-worker": "lib/store/worker.ts" }),
      },
      bundle: true,
      platform: "node",
      target: "node20",
      format: "esm",
      packages: "external",
      sourcemap: true,
      outdir: bundles,
      outExtension: { ".js": ".mjs" },
      logLevel: "error",
    });
  });
}

/** The pages. Takes a minute, says so, and shows Next's output only when it fails. */
export async function buildPages() {
  await buildOnce("pages", join(root, ".next", "BUILD_ID"), async () => {
    const startedMs = Date.now();
    process.stdout.write("Building the pages, once: about a minute …\n");
    const next = createRequire(import.meta.url).resolve("next/dist/bin/next");
    const { code, output } = await run(process.execPath, [next, "build"]);
    if (code !== 0) throw new Error(`the pages could not be built:\n${output}`);
    process.stdout.write(`Built in ${Math.round((Date.now() - startedMs) / 1000)} s.\n`);
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.env.NODE_ENV = "production";
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  await bundle();
  await buildPages();
}

async function buildOnce(name, result, make) {
  const marker = join(bundles, `${name}.hash`);
  const hash = hashSources(name);
  if (existsSync(result) && existsSync(marker) && readFileSync(marker, "utf8") === hash) return;
  mkdirSync(bundles, { recursive: true });
  rmSync(marker, { force: true });
  await make();
  writeFileSync(marker, hash);
}

/** Bundles are the same for every Node: the doctor, run by another one, must not spoil those of a service. */
function hashSources(name) {
  const hash = createHash("sha256").update(name === "bundle" ? "" : process.versions.modules);
  const files = sources.filter((each) => existsSync(join(root, each))).flatMap(listFiles);
  for (const file of [...files, ...settings].sort())
    if (!file.includes(".test.")) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

function listFiles(path) {
  if (path.includes(".")) return [path];
  const entries = readdirSync(join(root, path), { withFileTypes: true, recursive: true });
  return entries
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath ?? each.path, each.name).slice(root.length));
}

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, env: process.env });
    let output = "";
    const add = (chunk) => (output += chunk);
    child.stdout.on("data", add);
    child.stderr.on("data", add);
    child.on("close", (code) => resolve({ code, output }));
  });
}
