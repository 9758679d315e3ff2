import { useEffect, useState } from "react";
import { useLiveSource } from "@/components/live/provider";
import { useView } from "@/components/panel/view/use-view";
import type { HeldView } from "@/components/panel/view/view";

/** The view that is held, and how far now is ahead of it, once a second; null while live. */
export function useHeld(): { view: HeldView; nowMs: number; behindMs: number } | null {
  const source = useLiveSource();
  const view = useView();
  const [nowMs, setNowMs] = useState(0);
  const isHeld = view !== null;
  useEffect(() => {
    if (!isHeld) return;
    const timer = setInterval(() => setNowMs(source.nowMs()), 1_000);
    return () => clearInterval(timer);
  }, [isHeld, source]);
  // The last second's tick is older than a view that is held just now.
  return view && { view, nowMs: Math.max(nowMs, view.untilMs), behindMs: Math.max(0, nowMs - view.untilMs) };
}
