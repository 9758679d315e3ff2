import type { Sample } from "@/lib/metric/sample";
import type { IngestStats } from "./messages";

/** What ingest says of itself in each step: METRICS.md. None of it is counted as a sample. */
export function describeStep(before: IngestStats, now: IngestStats): Sample[] {
  return [
    count("statboard.samples", now.samples - before.samples),
    count("statboard.packets", now.packets - before.packets),
    count("statboard.bad_lines", now.badLines - before.badLines),
    count("statboard.dropped_packets", now.dropped - before.dropped),
    { kind: "gauges", bucket: "statboard.connections", value: now.connections, delta: false },
  ];
}

function count(bucket: string, value: number): Sample {
  return { kind: "counters", bucket, value, sampleRate: 1 };
}
