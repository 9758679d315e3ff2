import { setTimeout as pause } from "node:timers/promises";
import { percentileOf } from "../measure";
import { type Part, type Row, bounded, told } from "../report";
import { cpuMsOf, rssOf } from "../proc";
import { type Server, startNchan, startPlainServer, startProgram } from "./servers";
import { startViewers } from "./viewers";

const frameBytes = 1_024;
/** So that a frame has that length. */
const gauges = 104;
const board = "api/stream?target=gauges:bench.g*&range=1m";

interface Cost {
  /** CPU of the server for each frame that a viewer got, in µs, less what it costs without viewers. */
  cpuUs: number;
  rssBytes: number;
  p50Ms: number;
  p99Ms: number;
  lost: number;
  bytes: number;
}

/** What a delivered frame costs: us through both ways, Node alone, and nchan in nginx. */
export const measureFanOut: Part = async ({ isQuick }) => {
  const [viewers, manyViewers] = isQuick ? [500, 1_000] : [5_000, 10_000];
  const measureMs = isQuick ? 8_000 : 30_000;
  const of = (server: Server, path: string, clients: number) => measure(server, { path, clients, measureMs });
  const rows: Row[] = [];

  const plain = await withServer(await startPlainServer(frameBytes), (server) => of(server, "/", viewers));
  const nchanServer = await startNchan(frameBytes);
  const nchan = nchanServer && (await withServer(nchanServer, (server) => of(server, "/stream", viewers)));
  const direct = await withServer(await startProgram(gauges), (server) => of(server, `/${board}`, viewers));
  const route = await withServer(await startProgram(gauges), (server) =>
    // The slash at the end leads past the http server's own way, into the route handler.
    of(server, `/${board.replace("?", "/?")}`, viewers),
  );
  const many = await withServer(await startProgram(gauges), (server) => of(server, `/${board}`, manyViewers));
  rows.push(
    bounded("us, http server: CPU of a delivered frame", direct.cpuUs, 1.2 * plain.cpuUs, "µs"),
    told("the same, of plain node:http", direct.cpuUs / plain.cpuUs, "×"),
    nchan
      ? bounded("the same, of nchan", direct.cpuUs / nchan.cpuUs, 1.5, "×")
      : told("nchan", "not run: needs nginx and libnginx-mod-nchan"),
    told("us, route handler: CPU of a delivered frame", route.cpuUs, "µs"),
    told("plain node:http: CPU of a delivered frame", plain.cpuUs, "µs"),
    ...(nchan ? [told("nchan: CPU of a delivered frame", nchan.cpuUs, "µs")] : []),
    bounded("us, http server: RSS of a viewer", direct.rssBytes / 1_024, 20, "KB"),
    told("us, route handler: RSS of a viewer", route.rssBytes / 1_024, "KB"),
    told("plain node:http: RSS of a viewer", plain.rssBytes / 1_024, "KB"),
    bounded(
      "us: p99 from a step's end to its arrival, above plain node:http's",
      direct.p99Ms - plain.p99Ms,
      250,
      "ms",
    ),
    told("us: p50 and p99", `${direct.p50Ms} and ${direct.p99Ms} ms`),
    told("plain node:http: p50 and p99", `${plain.p50Ms} and ${plain.p99Ms} ms`),
    told("us: bytes of a frame", direct.bytes),
    bounded(`${manyViewers.toLocaleString("en")} viewers: frames lost`, many.lost, 0, ""),
    told(`${manyViewers.toLocaleString("en")} viewers: p50 and p99`, `${many.p50Ms} and ${many.p99Ms} ms`),
  );
  return {
    title: `${viewers.toLocaleString("en")} viewers of one board at 1 Hz, 1 KB a frame`,
    rows,
    notes: [
      "CPU: user and system time of the server's process and its children over the time measured, less the same without viewers, divided by the frames that arrived. The load generator is a process of its own; on two cores it takes its share of the machine, so trust ratios.",
      "Our delay counts from the end of the step, and so has ingest, storing and evaluation in it; plain node:http writes at the end of the second. Our frame carries the second's status event with it.",
    ],
  };
};

async function withServer<T>(server: Server, run: (server: Server) => Promise<T>): Promise<T> {
  try {
    return await run(server);
  } finally {
    await server.stop();
  }
}

async function measure(
  { pid, port }: Server,
  { path, clients, measureMs }: { path: string; clients: number; measureMs: number },
): Promise<Cost> {
  const viewers = startViewers();
  try {
    await pause(3_000);
    const idleMs = await cpuOver(pid, () => pause(measureMs / 2));
    const rssBefore = rssOf(pid);
    await viewers.open({ port, path, clients });
    await pause(3_000);
    let report = await viewers.measure(0);
    const busyMs = await cpuOver(pid, async () => void (report = await viewers.measure(measureMs)));
    return {
      cpuUs: ((busyMs - 2 * idleMs) * 1_000) / report.frames,
      rssBytes: (rssOf(pid) - rssBefore) / clients,
      p50Ms: percentileOf(report.delaysMs, 50),
      p99Ms: percentileOf(report.delaysMs, 99),
      lost: report.lost + report.closed,
      bytes: report.bytes / report.frames,
    };
  } finally {
    await viewers.close();
  }
}

async function cpuOver(pid: number, run: () => Promise<void>): Promise<number> {
  const before = cpuMsOf(pid);
  await run();
  return cpuMsOf(pid) - before;
}
