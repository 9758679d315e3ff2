import type { StreamId, StreamSeries } from "@/lib/live/frames";

/** What a stream carries, as far as it matters here. */
interface Lines {
  rev: string;
  series: readonly StreamSeries[];
}

/** The lines that this process's streams carried lately, by revision. */
export interface Carried {
  note(lines: Lines): void;
  /** The lines of each key; undefined when the revision is not known here, or no more. */
  linesOf(rev: string): ReadonlyMap<string, string> | undefined;
}

const maxRevisions = 1_000;

export function createCarried(): Carried {
  const byRev = new Map<string, ReadonlyMap<string, string>>();
  return {
    note(noted) {
      const lines = byRev.get(noted.rev) ?? linesByKey(noted);
      // The oldest is forgotten first.
      byRev.delete(noted.rev);
      byRev.set(noted.rev, lines);
      if (byRev.size > maxRevisions) byRev.delete(byRev.keys().next().value!);
    },
    linesOf: (rev) => byRev.get(rev),
  };
}

/**
 * Which keys' windows a client that resumes has whole up to then. A line that it never had, of a name that
 * came while it was away, has a past that nothing touched since.
 */
export function heldLines(
  { after, held }: { after: StreamId; held(key: string): boolean },
  present: Lines,
  carried: Carried,
): (key: string) => boolean {
  const { rev } = after;
  if (rev === present.rev) return held;
  const before = rev === undefined ? undefined : carried.linesOf(rev);
  if (!before) return () => false;
  const now = linesByKey(present);
  return (key) => held(key) && before.get(key) === now.get(key);
}

function linesByKey({ series }: Lines): Map<string, string> {
  const lines = new Map<string, string>();
  for (const { key, name, stepMs } of series)
    lines.set(key, `${lines.get(key) ?? ""}${stepMs} ${JSON.stringify(name)} `);
  return lines;
}
