import { useEffect, useState } from "react";

const askEveryMs = 10_000;

/** The number of known metrics; null until it is known. */
export function useMetricCount(): number | null {
  const [total, setTotal] = useState<number | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    async function ask(): Promise<void> {
      if (document.visibilityState === "hidden") return;
      try {
        const answer = await fetch("/api/buckets?limit=1", { signal: stop.signal });
        if (!answer.ok) return;
        const body = (await answer.json()) as { total?: unknown };
        if (typeof body.total === "number") setTotal(body.total);
      } catch {
        // The header says by itself that the server is away; the last number stays.
      }
    }
    void ask();
    const timer = setInterval(() => void ask(), askEveryMs);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, []);
  return total;
}
