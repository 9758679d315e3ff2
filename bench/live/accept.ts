import { type Part, bounded, told } from "../report";
import { cpuMsOf } from "./proc";
import { startProgram } from "./servers";
import { startViewers } from "./viewers";

const gauges = 104;
const path = "/api/stream?target=gauges:bench.g*&range=15m";

/** What a new connection costs, and how long a crowd waits after a restart. */
export const measureAccepting: Part = async ({ isQuick }) => {
  const clients = isQuick ? 500 : 2_000;
  const cost = await measureCost(path, clients);
  const routeCost = await measureCost(path.replace("?", "/?"), clients);
  const { allMs, firstMs } = await measureReturn(clients);
  return {
    title: `${clients.toLocaleString("en")} clients that come at once`,
    rows: [
      bounded("us, http server: CPU of an accepted connection, its snapshot with it", cost, 0.5, "ms"),
      told("us, route handler: the same", routeCost, "ms"),
      bounded("after SIGKILL and a restart: from ready until all have their snapshot", allMs / 1_000, 5, "s"),
      told("from ready until the last was connected again and fed by the second step", firstMs / 1_000, "s"),
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

async function measureReturn(clients: number): Promise<{ allMs: number; firstMs: number }> {
  const first = await startProgram(gauges);
  const viewers = startViewers();
  try {
    await viewers.open({ port: first.port, path, clients });
    const back = viewers.back();
    await first.kill();
    const second = await startProgram(gauges, { port: first.port });
    const readyMs = Date.now();
    try {
      const allMs = (await back) - readyMs;
      await viewers.measure(2_000);
      return { allMs, firstMs: Date.now() - readyMs };
    } finally {
      await second.stop();
    }
  } finally {
    await viewers.close();
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
