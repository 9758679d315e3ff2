import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createRandom } from "./random.test-support";

/** One of a check's many rounds. Its random numbers come from its seed alone. */
export interface Round {
  /** From 0. */
  index: number;
  seed: number;
  /** In [0, 1). */
  random(): number;
}

interface CheckState {
  seed: number;
  full: number;
  done: number;
  ms: number;
  failed: string | null;
  endedAt: string;
}

interface State {
  commit?: string;
  checks: Record<string, CheckState>;
}

const { SOAK_STATE: statePath, SOAK_SEED, SOAK_MINUTES } = process.env;
const share = 0.02;
const reportEveryMs = 10_000;

/** The part of a full count that this run does: all of it in `npm run soak`, 2 % in `npm test`. */
export function rounds(full: number): number {
  return statePath ? full : Math.ceil(full * share);
}

/**
 * A check of many random rounds. `npm run soak` does all of them, going on where it was stopped; `npm test`
 * does 2 %. A failure names the seed: SOAK_SEED=… repeats the run from that round on.
 */
export function soak(name: string, full: number, check: (round: Round) => Promise<void>): void {
  it(
    `${name} (${rounds(full)} of ${full} rounds)`,
    { timeout: statePath ? 86_400_000 : 120_000 },
    async () => {
      const before = statePath ? readState().checks[name] : undefined;
      const seed = before?.seed ?? Number(SOAK_SEED ?? Math.floor(Math.random() * 2 ** 31));
      const state = { seed, full, done: 0, ms: 0, ...before, failed: null as string | null, endedAt: "" };
      const session = createSession(name, state);
      expect(rounds(full)).toBeGreaterThan(0);
      while (state.done < rounds(full) && session.hasTime()) {
        const roundSeed = (seed + state.done) % 2 ** 31;
        try {
          await check({ index: state.done, seed: roundSeed, random: createRandom(roundSeed) });
        } catch (error) {
          state.failed = `round ${state.done + 1}, SOAK_SEED=${roundSeed}`;
          session.save();
          throw new Error(`${name}: failed in ${state.failed}`, { cause: error });
        }
        state.done++;
        session.save();
      }
    },
  );
}

/** The clock, the record and the voice of one run of a check. */
function createSession(name: string, state: CheckState) {
  const startedMs = performance.now();
  const msBefore = state.ms;
  let saidMs = startedMs;
  console.log(`${name}: seed ${state.seed}, from round ${state.done + 1} of ${rounds(state.full)}`);
  return {
    hasTime: () => !SOAK_MINUTES || performance.now() - startedMs < Number(SOAK_MINUTES) * 60_000,
    save() {
      state.ms = Math.round(msBefore + performance.now() - startedMs);
      state.endedAt = new Date().toISOString();
      if (!statePath) return;
      const all = readState();
      all.checks[name] = state;
      writeFileSync(`${statePath}.new`, JSON.stringify(all, null, 2));
      renameSync(`${statePath}.new`, statePath);
      if (performance.now() - saidMs < reportEveryMs && state.done < state.full) return;
      saidMs = performance.now();
      console.log(`${name}: ${state.done} of ${state.full}, ${Math.round(state.ms / 1_000)} s`);
    },
  };
}

function readState(): State {
  if (!statePath || !existsSync(statePath)) return { checks: {} };
  return JSON.parse(readFileSync(statePath, "utf8")) as State;
}
