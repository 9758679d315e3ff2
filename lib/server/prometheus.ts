import { readHealth } from "./health";
import type { Runtime } from "./runtime";

interface Metric {
  name: string;
  type: "gauge" | "counter";
  help: string;
  value: number | null;
}

/** This process in the text format of Prometheus, version 0.0.4. What is unknown is left out. */
export async function printMetrics(runtime: Runtime, nowMs: number): Promise<string> {
  const metrics = await readMetrics(runtime, nowMs);
  return metrics
    .filter(({ value }) => value !== null)
    .map(
      ({ name, type, help, value }) => `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${name} ${value}\n`,
    )
    .join("");
}

async function readMetrics(runtime: Runtime, nowMs: number): Promise<Metric[]> {
  const health = await readHealth(runtime, nowMs);
  const stats = runtime.ingest?.stats() ?? null;
  const memory = process.memoryUsage();
  const cpu = process.cpuUsage();
  const gauge = (name: string, help: string, value: number | null): Metric => ({
    name,
    type: "gauge",
    help,
    value,
  });
  const counter = (name: string, help: string, value: number | null): Metric => ({
    name,
    type: "counter",
    help,
    value,
  });
  return [
    gauge("statboard_up", "1 while steps are stored.", health.status === "ok" ? 1 : 0),
    gauge("statboard_store_up", "1 while the store answers.", health.store.state === "ok" ? 1 : 0),
    gauge(
      "statboard_last_step_age_seconds",
      "Since the end of the last stored step.",
      inSeconds(health.lastStep?.ageMs),
    ),
    gauge("statboard_backlog_flushes", "Flushes that wait for the store.", health.backlog),
    gauge("statboard_streams", "Open event streams.", health.streams),
    counter("statboard_packets_total", "Packets taken in.", stats?.packets ?? null),
    counter("statboard_samples_total", "Samples taken in.", stats?.samples ?? null),
    counter("statboard_bad_lines_total", "Lines that are no samples.", stats?.badLines ?? null),
    counter("statboard_dropped_packets_total", "Packets the kernel dropped.", stats?.dropped ?? null),
    gauge("statboard_connections", "Open StatsD connections over TCP.", stats?.connections ?? null),
    gauge("statboard_receive_buffer_bytes", "What the kernel keeps for UDP.", stats?.bufferBytes ?? null),
    counter("process_cpu_seconds_total", "CPU time used.", (cpu.user + cpu.system) / 1e6),
    gauge("process_resident_memory_bytes", "Resident memory.", memory.rss),
    gauge("nodejs_heap_size_used_bytes", "JavaScript heap in use.", memory.heapUsed),
    gauge("process_start_time_seconds", "Start, epoch seconds.", runtime.startedMs / 1_000),
  ];
}

function inSeconds(ms: number | undefined): number | null {
  return ms === undefined ? null : ms / 1_000;
}
