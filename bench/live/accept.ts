import { setTimeout as pause } from "node:timers/promises";
import { type Part, bounded, told } from "../report";
import { cpuMsOf } from "../proc";
import { startProgram } from "./servers";
import { startViewers } from "./viewers";

const gauges = 104;
const path = "/api/stream?target=gauges:bench.g*&range=15m";

/** What a new connection costs, and how long a crowd waits after a restart. */
export const measureAccepting: Part = async ({ isQuick }) => {
  const clients = isQuick ? 500 : 2_000;
  const cost = await measureCost(path, clients);
  const routeCost = await measureCost(path.replace("?", "/?"), clients);
  const returnMs = await measureReturn(clients);
  return {
    title: `${clients.toLocaleString("en")} clients that come at once`,
    rows: [
      bounded("us, http server: CPU of an accepted connection, its snapshot with it", cost, 0.5, "ms"),
      told("us, route handler: the same", routeCost, "ms"),
      bounded(
        "after SIGKILL and a restart: from ready until all have their snapshot",
        returnMs / 1_000,
        5,
        "s",
      ),
    ],
    notes: [
      "A snapshot of 104 lines. Clients whose connection breaks come back after 200 ms, and again until they are served.",
    ],
  };
};

async function measureCost(to: string, clients: number): Promise<number> {
  const program = await startProgram(gauges);
  const viewers = startViewers();
  try {
    await pause(3_000);
    const idleFrom = cpuMsOf(program.pid);
    await pause(2_000);
    const idleMs = (cpuMsOf(program.pid) - idleFrom) / 2_000;
    const [before, startedMs] = [cpuMsOf(program.pid), performance.now()];
    await viewers.open({ port: program.port, path: to, clients });
    const tookMs = performance.now() - startedMs;
    return (cpuMsOf(program.pid) - before - idleMs * tookMs) / clients;
  } finally {
    await viewers.close();
    await program.stop();
  }
}

/** Milliseconds from the second start's being ready until every client has its first event again. */
async function measureReturn(clients: number): Promise<number> {
  const first = await startProgram(gauges);
  const viewers = startViewers();
  try {
    await viewers.open({ port: first.port, path, clients });
    const back = viewers.back();
    await first.kill();
    const second = await startProgram(gauges, { port: first.port });
    const readyMs = Date.now();
    try {
      return (await back) - readyMs;
    } finally {
      await second.stop();
    }
  } finally {
    await viewers.close();
  }
}
