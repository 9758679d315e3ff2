import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Bundles modules as the launcher does, where npm packages are found; answers their URLs. */
export async function bundle<Name extends string>(
  entryPoints: Record<Name, string>,
): Promise<Record<Name, URL>> {
  const outdir = join(process.cwd(), "node_modules", ".cache", `statboard-test-${process.pid}`);
  mkdirSync(outdir, { recursive: true });
  await build({
    entryPoints,
    outdir,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    outExtension: { ".js": ".mjs" },
    alias: { "@": process.cwd() },
    logLevel: "error",
  });
  const urls = Object.keys(entryPoints).map((name) => [name, pathToFileURL(join(outdir, `${name}.mjs`))]);
  return Object.fromEntries(urls) as Record<Name, URL>;
}
