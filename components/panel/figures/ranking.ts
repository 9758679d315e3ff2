/** What is listed, first to last; at most `room` of them, and how many are left out. */
export interface Ranking {
  places: number[];
  more: number;
}

/** Places of the highest values, or the lowest if `isRising`; those without a value come last either way. */
export function rank(values: readonly (number | null)[], room: number, isRising = false): Ranking {
  const sign = isRising ? -1 : 1;
  const places = values.map((_, place) => place);
  places.sort((a, b) => {
    const [left, right] = [values[a] ?? null, values[b] ?? null];
    if (left === null || right === null) return Number(left === null) - Number(right === null) || a - b;
    return sign * (right - left) || a - b;
  });
  return { places: places.slice(0, room), more: Math.max(0, values.length - room) };
}

/** Names by their text, rising or falling. */
export function rankNames(names: readonly string[], room: number, isRising: boolean): Ranking {
  const sign = isRising ? 1 : -1;
  const places = names.map((_, place) => place);
  places.sort((a, b) => sign * names[a]!.localeCompare(names[b]!, "en", { numeric: true }) || a - b);
  return { places: places.slice(0, room), more: Math.max(0, names.length - room) };
}

/** An order that changes so seldom that rows can be read while their values change. */
export interface SteadyOrder {
  /** The ranking to show: the one before, if it is young and of the same list. */
  settle(of: unknown, ranking: Ranking, nowMs: number): Ranking;
  stop(): void;
}

/** Changes every `spacingMs` at most; calls `again` when a change that waits may be shown. */
export function createSteadyOrder(spacingMs: number, again: () => void): SteadyOrder {
  let held: { of: unknown; ranking: Ranking; sinceMs: number } | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  return { settle, stop };

  function settle(of: unknown, ranking: Ranking, nowMs: number): Ranking {
    stop();
    if (held !== null && held.of === of) {
      const isSame = held.ranking.places.join() === ranking.places.join();
      const waitMs = held.sinceMs + spacingMs - nowMs;
      if (!isSame && waitMs > 0) timer = setTimeout(again, waitMs);
      if (isSame || waitMs > 0) return held.ranking;
    }
    held = { of, ranking, sinceMs: nowMs };
    return ranking;
  }

  function stop(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }
}
