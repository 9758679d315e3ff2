import { useCallback, useEffect, useState } from "react";
import { askByFetch } from "@/lib/doctor/ask-fetch";
import { examine } from "@/lib/doctor/examine";
import type { Facts } from "@/lib/doctor/facts";
import { defaultPlan } from "@/lib/doctor/plan";

export interface SelfTestRun {
  /** Null before the first answer. */
  facts: Facts | null;
  isDone: boolean;
  again(): void;
}

/** Examines the page's own origin from this browser, at once and as often as `again` asks. */
export function useSelfTest(): SelfTestRun {
  const [facts, setFacts] = useState<Facts | null>(null);
  const [isDone, setDone] = useState(false);
  const [run, setRun] = useState(0);
  useEffect(() => {
    const leave = new AbortController();
    const unlessLeft = (told: Facts) => !leave.signal.aborted && setFacts(told);
    setFacts(null);
    setDone(false);
    void examine({
      origin: location.origin,
      redirectedFrom: null,
      isBrowser: true,
      ask: (path, signal) => askByFetch(path, AbortSignal.any([signal, leave.signal])),
      readProtocol,
      plan: defaultPlan,
      now: () => performance.now(),
      onProgress: unlessLeft,
    }).then((all) => {
      unlessLeft(all);
      if (!leave.signal.aborted) setDone(true);
    });
    return () => leave.abort();
  }, [run]);
  const again = useCallback(() => setRun((count) => count + 1), []);
  return { facts, isDone, again };
}

/** The browser notes it a moment after the answer. */
async function readProtocol(): Promise<string | null> {
  const entries = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
  const known = entries.findLast(
    ({ name, nextHopProtocol }) => name.includes("/api/health") && nextHopProtocol,
  );
  const page = performance.getEntriesByType("navigation")[0] as PerformanceNavigationTiming | undefined;
  return (known?.nextHopProtocol ?? page?.nextHopProtocol) || null;
}
