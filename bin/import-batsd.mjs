#!/usr/bin/env node
// `npm run import:batsd -- --help` says what it does.
import { bundle, bundles } from "./build.mjs";

process.env.NODE_ENV = "production";
await bundle();
const { runImport } = await import(new URL("../build/import-batsd.mjs", import.meta.url).href);
process.exit(await runImport(process.argv.slice(2), bundles));
