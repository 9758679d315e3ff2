import type { Columns } from "@/lib/metric/columns";
import type { Retention } from "@/lib/metric/retention";
import type { SeriesName } from "@/lib/metric/series";
import type { MetricStore } from "@/lib/store/port";
import { beginOpenStep, loadOpenStep, type OpenStep, putIntoOpenStep, readOpenStep } from "./open-step";
import type { StepSource } from "./live-target";

/** What is drawn in steps of some length, or in flush steps. */
export interface Stepped {
  stepMs: number;
  series: readonly SeriesName[];
}

/** A step longer than the flush interval, named by its length and start. */
export interface CoarseStep {
  stepMs: number;
  startMs: number;
}

export type ClosedStep = CoarseStep & { columns: Map<SeriesName, Columns> };

export interface Fed {
  /** Steps that end with this flush, by their length. */
  closed: Map<number, Map<SeriesName, Columns>>;
  /** Steps that ended before it, without a flush at their own end. */
  overdue: ClosedStep[];
  /** Steps that have to be read again. */
  stale: CoarseStep[];
}

/** The open steps of what is drawn: one for each step length above the flush interval. */
export interface CoarseSteps {
  /** Reads what they hold already; answers the steps that closed meanwhile. */
  load(nowMs: number): Promise<ClosedStep[]>;
  feed(startMs: number, source: StepSource): Fed;
  /** What a step so far holds, `endMs` being the end of the last flush. */
  soFar(stepMs: number, endMs: number): Map<SeriesName, Columns>;
  /** The start of the open step: everything before it is closed. */
  openStartMs(stepMs: number): number;
  /** Reads an open step again. False when it has closed meanwhile. */
  reload(step: CoarseStep, nowMs: number): Promise<boolean>;
}

interface Slot {
  series: SeriesName[];
  open: OpenStep;
  /** Flushes that came while the open step is read again. */
  during: Parameters<typeof putIntoOpenStep>[1][] | null;
}

/** A step whose end is younger than this may still be filling. */
const closingMs = 3_000;

export function createCoarseSteps(
  store: Pick<MetricStore, "read">,
  retention: Retention,
  entries: readonly Stepped[],
): CoarseSteps {
  const flushMs = retention[0]!.stepMs;
  const slots = new Map<number, Slot>();
  for (const { stepMs, series } of entries) {
    if (stepMs === flushMs) continue;
    const known = slots.get(stepMs)?.series ?? [];
    slots.set(stepMs, {
      series: [...new Set([...known, ...series])],
      open: beginOpenStep(0, stepMs),
      during: null,
    });
  }

  function feedSlot(slot: Slot, startMs: number, source: StepSource, fed: Fed): void {
    const { stepMs } = slot.open;
    const columns = pickColumns(slot.series, source);
    const ofStepMs = Math.floor(startMs / stepMs) * stepMs;
    slot.during?.push({ startMs, columns });
    if (ofStepMs < slot.open.startMs) return void fed.stale.push({ stepMs, startMs: ofStepMs });
    if (ofStepMs > slot.open.startMs) {
      if (slot.open.recent.size > 0 || slot.open.settled.size > 0)
        fed.overdue.push({ stepMs, startMs: slot.open.startMs, columns: readWhole(slot) });
      slot.open = beginOpenStep(ofStepMs, stepMs);
    }
    if (!putIntoOpenStep(slot.open, { startMs, columns })) fed.stale.push({ stepMs, startMs: ofStepMs });
    if (startMs + flushMs !== ofStepMs + stepMs) return;
    fed.closed.set(stepMs, readWhole(slot));
    slot.open = beginOpenStep(ofStepMs + stepMs, stepMs);
  }

  return {
    async load(nowMs) {
      const closed: ClosedStep[] = [];
      for (const [stepMs, slot] of slots) {
        const startMs = Math.floor((nowMs - closingMs) / stepMs) * stepMs;
        const loaded = await loadOpenStep(store, retention, slot.series, { startMs, stepMs, nowMs });
        slot.open = loaded.open;
        // Its last flush step is stored already: nothing else would close it before the next one comes.
        if (slot.open.recent.has(startMs + stepMs - flushMs)) {
          closed.push({ stepMs, startMs, columns: readWhole(slot) });
          slot.open = beginOpenStep(startMs + stepMs, stepMs);
        }
        for (const step of loaded.after) {
          const fed: Fed = { closed: new Map(), overdue: [], stale: [] };
          feedSlot(slot, step.startMs, step.columns, fed);
          closed.push(...fed.overdue);
          const columns = fed.closed.get(stepMs);
          if (columns) closed.push({ stepMs, startMs: step.startMs + flushMs - stepMs, columns });
        }
      }
      return closed;
    },
    feed(startMs, source) {
      const fed: Fed = { closed: new Map(), overdue: [], stale: [] };
      for (const slot of slots.values()) feedSlot(slot, startMs, source, fed);
      return fed;
    },
    soFar(stepMs, endMs) {
      const slot = slots.get(stepMs)!;
      return readOpenStep(slot.open, slot.series, endMs);
    },
    openStartMs: (stepMs) => slots.get(stepMs)?.open.startMs ?? 0,
    async reload({ stepMs, startMs }, nowMs) {
      const slot = slots.get(stepMs)!;
      if (slot.open.startMs !== startMs) return false;
      for (;;) {
        slot.during = [];
        const { open } = await loadOpenStep(store, retention, slot.series, { startMs, stepMs, nowMs });
        const during = slot.during.filter((step) => step.startMs < startMs + stepMs);
        slot.during = null;
        if (slot.open.startMs !== startMs) return false;
        slot.open = open;
        // What came meanwhile for a time that was read already may or may not be in what was read.
        if (during.every((step) => putIntoOpenStep(open, step))) return true;
      }
    },
  };
}

function readWhole({ open, series }: Slot): Map<SeriesName, Columns> {
  return readOpenStep(open, series, open.startMs + open.stepMs);
}

function pickColumns(series: readonly SeriesName[], source: StepSource): Map<SeriesName, Columns> {
  const columns = new Map<SeriesName, Columns>();
  for (const name of series) {
    const found = source.get(name);
    if (found) columns.set(name, found);
  }
  return columns;
}
