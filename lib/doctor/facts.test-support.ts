import type { Answer, Facts, StreamFacts } from "./facts";

/** Facts of a way on which all is well; each test spoils one. */
export function wellFacts(more: Partial<Facts> = {}): Facts {
  return {
    origin: "https://board.example",
    redirectedFrom: null,
    unreachable: null,
    protocol: "h2",
    isBrowser: false,
    health: {
      answer: answer(),
      report: { status: "ok", lastStepAgeMs: 300, backlog: 0, warnings: [] },
    },
    connections: { asked: 8, opened: 8, refused: [] },
    stream: wellStream(),
    live: { answer: answer(), firstEventMs: 20, flushes: 2, stepMs: 1_000, watchedMs: 1_800 },
    ...more,
  };
}

/** Three seconds of talk and an end 16 s later, each event 5 ms on the way. */
export function wellStream(more: Partial<StreamFacts> = {}): StreamFacts {
  const sentMs = [...Array.from({ length: 30 }, (_, n) => n * 100), 19_000];
  return {
    answer: answer({ "cache-control": "no-cache, no-transform" }),
    headMs: 4,
    firstByteMs: 5,
    expected: 30,
    arrivals: sentMs.map((ms) => ({ sentMs: ms, arrivedMs: ms + 5 })),
    batches: 31,
    longestSilenceMs: 15_000,
    cut: null,
    seen: { host: "board.example", address: "203.0.113.7" },
    ...more,
  };
}

/** As nginx passes it on. */
export function answer(
  headers: Record<string, string> = {},
  status = 200,
  code: string | null = null,
): Answer {
  return { status, headers: { server: "nginx/1.22.1", ...headers }, code };
}
