/** Runs what is asked for at once, and then again `spacingMs` later at the earliest. */
export interface Pace {
  request(): void;
  stop(): void;
}

export function createPace(spacingMs: number, run: () => void): Pace {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    request() {
      const inMs = lastMs + spacingMs - performance.now();
      if (inMs <= 0) go();
      else timer ??= setTimeout(go, inMs);
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
    },
  };

  function go(): void {
    timer = null;
    lastMs = performance.now();
    run();
  }
}
