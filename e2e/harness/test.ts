import { type RedisServer, startRedisServer } from "@/lib/store/redis-server.test-support";
import { type BrowserContext, type Page, expect, test as base } from "playwright/test";
import { type Program, type ProgramOptions, startProgram } from "./program";

export { expect };

export interface StoreOption {
  store: "embedded" | "redis";
}

interface Fixtures {
  faults: Faults;
  /** A page of another browser context: as another person's. */
  openPage(options?: { bypassCSP?: boolean; viewport?: { width: number; height: number } }): Promise<Page>;
}

/** Whatever a page complains about fails the test, unless the test itself causes it. */
interface Faults {
  allow(pattern: RegExp): void;
  watch(context: BrowserContext): Promise<void>;
}

export const test = base.extend<Fixtures, StoreOption>({
  store: ["embedded", { option: true, scope: "worker" }],
  faults: [
    async ({ context }, give) => {
      const allowed: RegExp[] = [];
      const found: string[] = [];
      const faults: Faults = {
        allow: (pattern) => allowed.push(pattern),
        async watch(watched) {
          watched.on("console", (message) => message.type() === "error" && found.push(message.text()));
          watched.on("weberror", (fault) => found.push(String(fault.error())));
          await watched.addInitScript(() =>
            document.addEventListener("securitypolicyviolation", (event) =>
              console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`),
            ),
          );
        },
      };
      await faults.watch(context);
      await give(faults);
      expect(found.filter((text) => !allowed.some((pattern) => pattern.test(text)))).toEqual([]);
    },
    { auto: true },
  ],
  openPage: async ({ browser, faults }, give) => {
    const contexts: BrowserContext[] = [];
    await give(async (options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      contexts.push(context);
      await faults.watch(context);
      return context.newPage();
    });
    for (const context of contexts) await context.close();
  },
});

interface Running {
  program: Program;
  /** Null on the embedded store. */
  redis: RedisServer | null;
}

/** One program for all tests of the file, on the store of the project. */
export function serveProgram(options: Omit<ProgramOptions, "redisUrl"> = {}): Running {
  const running = {} as Running;
  test.beforeAll(async ({ store }) => {
    running.redis = store === "redis" ? await startRedisServer() : null;
    running.program = await startProgram({ ...options, redisUrl: running.redis?.url });
  });
  test.afterAll(async () => {
    await running.program?.remove();
    await running.redis?.stop();
  });
  return running;
}
