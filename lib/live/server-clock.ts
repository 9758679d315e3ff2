import type { SteadyClock } from "./steady-clock";

/** The server's clock as it is known here. Until it was heard it is this computer's. */
export interface ServerClock {
  /** Epoch milliseconds. */
  nowMs(): number;
  /** The server read its clock between the two moments of the steady clock. */
  noteRoundTrip(trip: { sentMs: number; heardMs: number; serverMs: number }): void;
  /** What the server's clock said before this moment. Returns how long ago that was, in ms. */
  noteSent(serverMs: number): number;
  /** What another tab of this computer knows: what to add to its wall clock. */
  adopt(offsetMs: number): void;
  /** What to add to this computer's wall clock; null before the server was heard. */
  offsetMs(): number | null;
}

/** How far a computer's clock may drift, ms per ms. */
const drift = 1e-4;

export function createServerClock(steady: SteadyClock, wallMs: () => number): ServerClock {
  let baseMs = wallMs() - steady.nowMs();
  /** How wrong the base may have been when it was measured. */
  let measured: { errorMs: number; atMs: number } | null = null;
  let jumpedMs = 0;

  const nowMs = () => steady.nowMs() + baseMs;
  return {
    nowMs: () => (measured === null ? wallMs() : nowMs()),
    noteRoundTrip({ sentMs, heardMs, serverMs }) {
      const atMs = steady.nowMs();
      const errorMs = (heardMs - sentMs) / 2;
      const wasJump = steady.jumpedMs() !== jumpedMs;
      jumpedMs = steady.jumpedMs();
      const knownMs = measured === null ? Infinity : measured.errorMs + (atMs - measured.atMs) * drift;
      if (!wasJump && errorMs > knownMs) return;
      baseMs = serverMs - (sentMs + heardMs) / 2;
      measured = { errorMs, atMs };
    },
    noteSent(serverMs) {
      const sleptMs = steady.jumpedMs() - jumpedMs;
      jumpedMs = steady.jumpedMs();
      if (measured === null) {
        baseMs = serverMs - steady.nowMs();
        measured = { errorMs: Infinity, atMs: steady.nowMs() };
      }
      // Old by as much as the wall clock jumped: nobody slept, the clock was set.
      if (sleptMs > 0 && nowMs() - serverMs >= sleptMs) baseMs -= sleptMs;
      const agoMs = nowMs() - serverMs;
      // Nothing is heard before it was said.
      if (agoMs < 0) baseMs -= agoMs;
      return Math.max(0, agoMs);
    },
    adopt(offsetMs) {
      jumpedMs = steady.jumpedMs();
      baseMs = wallMs() + offsetMs - steady.nowMs();
      measured ??= { errorMs: Infinity, atMs: steady.nowMs() };
    },
    offsetMs: () => (measured === null ? null : nowMs() - wallMs()),
  };
}
