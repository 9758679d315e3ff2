import type { Flush } from "@/lib/metric/flush";
import { type SeriesName, kinds } from "@/lib/metric/series";
import type { KnownName, NameTable } from "./names";
import { shardCount } from "./shards";

/** What the store knows of a writer's numbers, by number: a flush of ten thousand reads it in a row. */
export interface NameNumbers {
  /** 0: the name is not known yet, or refused. */
  ids: Float64Array;
  /** Shard × number of kinds + kind. */
  columns: Uint8Array;
  known: (KnownName | undefined)[];
  /** From this step on the name is looked at again; -Infinity: it is not known yet. */
  lookMs: Float64Array;
  /** Adds it to `due` when it is to be noted. */
  look(number: number, step: Pick<Flush, "startMs" | "stepMs">, due: DueName[]): void;
}

export interface DueName {
  known: KnownName;
  /** Nobody in this process had heard of it. */
  isNew: boolean;
}

/**
 * How often a series that is in use is noted again, and so how exact it is when it was last seen. Shards take
 * turns, so that no flush notes many.
 */
export function noteEveryMs(stepMs: number): number {
  return Math.max(60_000, Math.min(30 * stepMs, 300_000), 2 * stepMs);
}

/** Kept for as long as the writer keeps its numbers, or until names were dropped. */
export function createNameNumbers(names: NameTable): (series: readonly SeriesName[]) => NameNumbers {
  let kept = new WeakMap<readonly SeriesName[], NameNumbers>();
  let drops = names.drops();
  return (series) => {
    if (names.drops() !== drops) kept = new WeakMap();
    drops = names.drops();
    const before = kept.get(series);
    if (before && before.ids.length >= series.length) return before;
    const numbers = makeNumbers(names, series, before);
    kept.set(series, numbers);
    return numbers;
  };
}

function makeNumbers(
  names: NameTable,
  series: readonly SeriesName[],
  before: NameNumbers | undefined,
): NameNumbers {
  const length = before ? Math.max(series.length, 2 * before.ids.length) : series.length;
  const numbers: NameNumbers = {
    ids: new Float64Array(length),
    columns: new Uint8Array(length),
    known: before?.known ?? [],
    lookMs: new Float64Array(length).fill(-Infinity),
    look(number, { startMs, stepMs }, due) {
      const before = numbers.known[number];
      const admitted = before ? names.see(before, startMs) : names.admit(series[number]!, startMs);
      if (!admitted) return;
      const { known, isNew, beforeMs } = admitted;
      numbers.known[number] = known;
      const everyMs = noteEveryMs(stepMs);
      const turnMs = (known.shard / shardCount) * everyMs;
      const turn = Math.floor((startMs + turnMs) / everyMs);
      if (turn > Math.floor((beforeMs + turnMs) / everyMs)) due.push({ known, isNew });
      numbers.ids[number] = known.id;
      numbers.columns[number] = known.shard * kinds.length + kinds.indexOf(known.info.kind);
      numbers.lookMs[number] = (turn + 1) * everyMs - turnMs;
    },
  };
  if (before) {
    numbers.ids.set(before.ids);
    numbers.columns.set(before.columns);
    numbers.lookMs.set(before.lookMs);
  }
  return numbers;
}
