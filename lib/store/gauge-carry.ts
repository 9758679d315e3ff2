import type { GaugeColumns } from "@/lib/metric/columns";
import type { StoredGauge } from "./stored-columns";

/** A gauge's last known value. */
export interface Carry {
  value: number;
  /** The start of the flush step in which it was last touched. */
  touchedMs: number;
}

/** What is carried into a step that starts at `startMs`; null when that was too long ago. */
export function carryForward(carry: Carry | null, startMs: number, ttlMs: number): Carry | null {
  return carry && startMs - carry.touchedMs <= ttlMs ? carry : null;
}

/** As readers see it, in place: `last` goes on over steps that did not touch the gauge, for its time to live. */
export function carryGauge(
  stored: StoredGauge & { startMs: number; stepMs: number },
  ttlMs: number,
  before: Carry | null,
): GaugeColumns {
  const { last, min, max, touchedMs, startMs, stepMs } = stored;
  let value = before?.value ?? Number.NaN;
  let valueMs = before?.touchedMs ?? Number.NaN;
  for (let i = 0; i < last.length; i++) {
    if (Number.isNaN(touchedMs[i]!)) last[i] = startMs + i * stepMs - valueMs <= ttlMs ? value : Number.NaN;
    else {
      value = last[i]!;
      valueMs = touchedMs[i]!;
    }
  }
  return { kind: "gauges", last, min, max };
}
