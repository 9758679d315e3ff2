import { defineConfig } from "playwright/test";
import { findChromium } from "./e2e/chromium";
import type { StoreOption } from "./e2e/harness/test";

export default defineConfig<object, StoreOption>({
  testDir: "e2e",
  workers: 1,
  retries: 0,
  timeout: 60_000,
  reporter: "line",
  // Pictures to compare with are to be looked at, too.
  snapshotPathTemplate: "docs/looks/{arg}{ext}",
  use: {
    trace: "retain-on-failure",
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: findChromium(),
      args: [
        "--no-sandbox",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
  projects: [
    { name: "build", testMatch: "build.spec.ts" },
    {
      name: "embedded",
      testIgnore: ["build.spec.ts", "redis/**"],
      dependencies: ["build"],
      use: { store: "embedded" },
    },
    {
      name: "redis",
      testMatch: ["stores/**/*.spec.ts", "redis/**/*.spec.ts"],
      dependencies: ["build"],
      use: { store: "redis" },
    },
  ],
});
