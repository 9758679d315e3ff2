import { spanOf } from "@/lib/store/archives";
import type { Span } from "@/lib/store/port";
import type { Stores } from "@/lib/store/open-options";
import { shardCount } from "@/lib/store/shards";
import { type Shape, type Source, createFlusher } from "./mixture";
import type { SteppedClock } from "./rig";

interface BackfillOptions {
  stores: Pick<Stores, "metrics" | "seal">;
  clock: SteppedClock;
  sources: readonly Source[];
  /** Aligned to blocks at its start. */
  span: Span;
  stepMs: number;
  /** Blocks that end later stay frames. */
  sealUntilMs: number;
  /** After each block. */
  sealed?(): Promise<void>;
  /** How a flush's number goes on from others before it. */
  sequence?: number;
}

/** Appends every step of a span as ingest would, and seals each block when it is over. Counts values. */
export async function backfill(options: BackfillOptions): Promise<Record<Shape, number>> {
  const { stores, clock, sources, span, stepMs } = options;
  const spanMs = spanOf(stepMs);
  const points: Record<Shape, number> = { counters: 0, walks: 0, latencies: 0, constants: 0, sparse: 0 };
  const flusher = createFlusher(sources);
  let sequence = options.sequence ?? 0;
  for (let startMs = span.fromMs; startMs < span.untilMs; startMs += stepMs) {
    const endMs = startMs + stepMs;
    clock.set(endMs);
    flusher.draw(startMs).forEach((value, i) => value && points[sources[i]!.shape]++);
    await stores.metrics.append(flusher.pack(startMs, stepMs, ++sequence));
    if (endMs % spanMs !== 0 || endMs > options.sealUntilMs) continue;
    await stores.seal(dueAt(endMs, spanMs));
    await options.sealed?.();
  }
  return points;
}

/** The first moment at which all shards' blocks that end then are due, and no later ones. */
export function dueAt(endMs: number, spanMs: number): number {
  return endMs + 5_000 + Math.ceil(((shardCount - 1) / shardCount) * spanMs);
}
