import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { LoadAnswer, LoadCommand, LoadReport } from "./messages";

/** Viewers in a process of their own. */
export interface Viewers {
  /** Resolves when each has its first event, with that moment in epoch milliseconds. */
  open(to: { port: number; path: string; clients: number; headers?: string }): Promise<number>;
  /** Resolves when each has an event again after all were cut off. */
  back(): Promise<number>;
  /** What arrives within `ms`. */
  measure(ms: number): Promise<LoadReport>;
  close(): Promise<void>;
}

export function startViewers(): Viewers {
  const load = fileURLToPath(new URL("./load.mjs", import.meta.url));
  const child = spawn("sh", ["-c", 'ulimit -n $(ulimit -H -n) && exec "$0" "$1"', process.execPath, load], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const listeners = new Set<(answer: LoadAnswer) => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    const answer = JSON.parse(line) as LoadAnswer;
    for (const listener of listeners) listener(answer);
  });
  const tell = (command: LoadCommand) => child.stdin.write(`${JSON.stringify(command)}\n`);
  const hear = <T extends LoadAnswer["type"]>(type: T) =>
    new Promise<Extract<LoadAnswer, { type: T }>>((resolve, reject) => {
      child.once("exit", () => reject(new Error("the load generator ended")));
      const listener = (answer: LoadAnswer) => {
        if (answer.type !== type) return;
        listeners.delete(listener);
        resolve(answer as Extract<LoadAnswer, { type: T }>);
      };
      listeners.add(listener);
    });
  return {
    async open({ headers = "", ...to }) {
      const ready = hear("ready");
      tell({ type: "open", headers, ...to });
      return (await ready).atMs;
    },
    back: async () => (await hear("ready")).atMs,
    async measure(ms) {
      tell({ type: "begin" });
      await new Promise((resolve) => setTimeout(resolve, ms));
      const report = hear("report");
      tell({ type: "report" });
      return report;
    },
    close: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGKILL");
      }),
  };
}
