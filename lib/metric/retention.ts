import { parseDuration, printDuration } from "./duration";

/** Steps of `stepMs`, kept for `keptMs`. */
export interface Archive {
  stepMs: number;
  keptMs: number;
}

/** Finest first; each step a multiple of the one before. */
export type Retention = Archive[];

export const maxAutoPoints = 1_500;
export const minRangeMs = 60_000;
export const maxRangeMs = 60 * 86_400_000;

/** `1s:30m,10s:6h` → archives; an Error that names the faulty part otherwise. */
export function parseRetention(text: string): Retention {
  const archives = text.split(",").map((part) => {
    const [step, kept, ...rest] = part.split(":");
    const stepMs = parseDuration(step ?? "");
    const keptMs = parseDuration(kept ?? "");
    if (stepMs === null || keptMs === null || rest.length > 0)
      throw new Error(`"${part}" is not <step>:<kept>, for example 10s:6h`);
    if (keptMs < stepMs) throw new Error(`"${part}" keeps less than one step`);
    return { stepMs, keptMs };
  });
  for (let i = 1; i < archives.length; i++) {
    const [finer, coarser] = [archives[i - 1]!, archives[i]!];
    if (coarser.stepMs <= finer.stepMs || coarser.stepMs % finer.stepMs !== 0)
      throw new Error(`${printDuration(coarser.stepMs)} is not a multiple of ${printDuration(finer.stepMs)}`);
    if (coarser.keptMs <= finer.keptMs)
      throw new Error(`${printDuration(coarser.stepMs)} is kept no longer than the finer archive`);
  }
  return archives;
}

/** The finest archive's step is the flush interval: a shorter one is put in front, finer archives are dropped. */
export function withFlushInterval(retention: Retention, flushMs: number): Retention {
  const coarser = retention.filter((archive) => archive.stepMs >= flushMs && archive.stepMs % flushMs === 0);
  return coarser[0]?.stepMs === flushMs ? coarser : [{ stepMs: flushMs, keptMs: 300_000 }, ...coarser];
}

/**
 * The step a range is drawn in. `asked` null means auto: the finest archive that covers the range with at
 * most 1,500 points, else the smallest whole multiple of the coarsest step that does. An asked step that
 * is not kept over the range becomes the next coarser one that is.
 */
export function pickStep(retention: Retention, rangeMs: number, asked: number | null): number {
  const covering = retention.filter((archive) => archive.keptMs >= rangeMs);
  const coarsest = retention[retention.length - 1]!;
  if (asked !== null) {
    const base = covering.find((archive) => archive.stepMs <= asked) ?? covering[0] ?? coarsest;
    return Math.max(1, Math.ceil(asked / base.stepMs)) * base.stepMs;
  }
  const fitting = covering.find((archive) => rangeMs / archive.stepMs <= maxAutoPoints);
  if (fitting) return fitting.stepMs;
  return Math.ceil(rangeMs / maxAutoPoints / coarsest.stepMs) * coarsest.stepMs;
}
