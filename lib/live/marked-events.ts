import type { AnnotationEvent } from "./frames";

/** Marked events as the page knows them: each once, whatever way it came and however often. */
export interface MarkedEvents {
  /** By their times; a new array whenever one is added. */
  list(): readonly AnnotationEvent[];
  /** Returns whether it is new. What is no event is passed over. */
  add(event: AnnotationEvent): boolean;
}

/** The newest are kept: a stream begins with 500. */
const maxKept = 1_000;

export function createMarkedEvents(): MarkedEvents {
  const known = new Set<string>();
  let events: readonly AnnotationEvent[] = [];
  return {
    list: () => events,
    add(event) {
      if (!isEvent(event) || known.has(event.id)) return false;
      const later = events.findIndex(({ atMs }) => atMs > event.atMs);
      events = events.toSpliced(later === -1 ? events.length : later, 0, event).slice(-maxKept);
      known.add(event.id);
      return true;
    },
  };
}

function isEvent({ id, atMs, title }: AnnotationEvent): boolean {
  return typeof id === "string" && typeof title === "string" && Number.isFinite(atMs);
}
