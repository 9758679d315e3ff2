#!/usr/bin/env node
// Runs on any Node, so that an old one gets a sentence instead of a syntax error: no import at the top.
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 9)) {
  console.error(`statboard: Node ${process.versions.node} is too old, 20.9 or newer is needed`);
  process.exit(1);
}
process.env.NODE_ENV = "production";
process.env.NEXT_TELEMETRY_DISABLED = "1";

const { bundle, buildPages, bundles, root } = await import("./build.mjs");
await bundle();
const { start } = await import(new URL("../build/start.mjs", import.meta.url).href);
await start({ root, bundles, buildPages });
