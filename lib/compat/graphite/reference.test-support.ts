import { packValues } from "@/lib/metric/packed-values";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import type { SeriesName } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import { createEmbeddedStore } from "@/lib/store/embedded/metrics";
import type { MetricStore } from "@/lib/store/port";
import { python } from "./python.test-support";

/** One series of both worlds: a value for each step, null for none. */
export interface SampleSeries {
  path: string;
  values: (number | null)[];
}

export interface Sample {
  startMs: number;
  stepMs: number;
  series: SampleSeries[];
}

/** What graphite-web answers, run for real on whisper files of the sample. */
export function askGraphiteWeb(
  { startMs, stepMs, series }: Sample,
  requests: readonly [url: string, query: Record<string, string | string[]>][],
): { functions: string[]; answers: { status: number; body: string }[] } {
  const folder = mkdtempSync(join(tmpdir(), "statboard-graphite-"));
  const input = JSON.stringify({
    folder,
    stepSeconds: stepMs / 1_000,
    series: series.map(({ path, values }) => ({ path, values, start: startMs / 1_000 })),
    requests,
  });
  try {
    const script = fileURLToPath(new URL("graphite-web.test-support.py", import.meta.url));
    const { status, stdout, stderr } = spawnSync(python, [script], {
      input,
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    if (status !== 0) throw new Error(stderr);
    const { functions, answers } = JSON.parse(stdout) as { functions: string[]; answers: [number, string][] };
    return { functions, answers: answers.map(([code, body]) => ({ status: code, body })) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The sample as gauges in a store of ours, where a gauge that is not set is not carried forward. */
export async function keepSample({ startMs, stepMs, series }: Sample): Promise<MetricStore> {
  const store = await createEmbeddedStore({
    disk: null,
    flushMs: stepMs,
    gaugeTtlMs: 0,
    maxSeries: 1_000,
    // In memory frames live for half an hour: its clock stands still at the first of them.
    clock: { now: () => startMs, monotonic: () => startMs },
  });
  const length = Math.max(...series.map((each) => each.values.length));
  for (let i = 0; i < length; i++) {
    const values = new Map<SeriesName, Value>();
    const stepStartMs = startMs + i * stepMs;
    for (const { path, values: own } of series) {
      const value = own[i] ?? null;
      if (value !== null) values.set(`gauges:${path}`, gauge(value, stepStartMs));
    }
    const flush = { writer: "sample", sequence: i + 1, startMs: stepStartMs, stepMs };
    await store.append({ ...flush, values: packValues(values) });
  }
  return store;
}

function gauge(value: number, atMs: number): Value {
  return {
    kind: "gauges",
    set: { value, atMs },
    delta: 0,
    deltaAtMs: null,
    carried: null,
    min: value,
    max: value,
  };
}
