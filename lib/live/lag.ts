/** From the ends of steps to their being drawn, over the last minute. */
export interface LagMeter {
  note(lagMs: number): void;
  /** 95 of 100 were at most so late; null when none was drawn. */
  p95(): number | null;
}

const spanMs = 60_000;
const maxKept = 1_200;

export function createLagMeter(monotonic: () => number): LagMeter {
  let kept: { atMs: number; lagMs: number }[] = [];
  return {
    note(lagMs) {
      kept.push({ atMs: monotonic(), lagMs });
      if (kept.length > maxKept) kept = kept.slice(-maxKept / 2);
    },
    p95() {
      const fromMs = monotonic() - spanMs;
      kept = kept.filter(({ atMs }) => atMs >= fromMs);
      const sorted = kept.map(({ lagMs }) => lagMs).sort((a, b) => a - b);
      return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? null;
    },
  };
}
