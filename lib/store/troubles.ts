const maxKept = 20;

/** What went wrong, each said once and in order; of a thousand damaged blocks the first twenty and the last. */
export interface Troubles {
  add(message: string): void;
  list(): string[];
}

export function createTroubles(): Troubles {
  const kept = new Set<string>();
  let last: string | null = null;
  return {
    add(message) {
      if (kept.size < maxKept) kept.add(message);
      else if (!kept.has(message)) last = message;
    },
    list: () => [...kept, ...(last === null ? [] : [`and others, the last of them: ${last}`])],
  };
}
