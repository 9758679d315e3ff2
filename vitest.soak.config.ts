import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

// The full counts of the checks that `npm test` runs at 2 %: started by bin/soak.mjs.
export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)) } },
  test: {
    include: ["{lib,components,e2e}/**/*.soak.ts"],
    hookTimeout: 60_000,
    // They measure nothing, but they time their blows: one at a time.
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
});
