import { join } from "node:path";
import { boot } from "./boot";
import { readConfig } from "./config";
import { createLog } from "./log";
import { findRuntime } from "./runtime";

/** The runtime inside `next dev`, once for its life: bin/dev.mjs has bundled the workers. */
export async function bootForDevelopment(): Promise<void> {
  if (findRuntime()) return;
  const log = createLog();
  const { config, faults, warnings } = readConfig(process.env);
  if (!config) throw new Error(faults.join("\n"));
  for (const warning of warnings) log.warn(warning);
  const booted = await boot(config, join(process.cwd(), "build"), log);
  for (const signal of ["SIGTERM", "SIGINT"] as const)
    process.once(signal, () => void booted.stop().finally(() => process.exit(0)));
}
