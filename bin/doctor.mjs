#!/usr/bin/env node
// `npm run doctor -- --help` says what it does.
import { bundle } from "./build.mjs";

process.env.NODE_ENV = "production";
await bundle();
const { runDoctor } = await import(new URL("../build/doctor.mjs", import.meta.url).href);
process.exitCode = await runDoctor(process.argv.slice(2), (text) => process.stdout.write(text));
