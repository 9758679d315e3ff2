import { useEffect, useState } from "react";
import type { FeedSeries } from "@/lib/live/feeds";
import type { LiveStatus } from "@/lib/live/group";
import { readPast } from "@/lib/live/past";
import { lastSample } from "@/lib/live/window";
import { useView } from "./use-view";
import type { Span } from "./zoom";

/** A view that is still moving asks for nothing. */
const settleMs = 250;
/** Of its length, what is asked for on each side of a view: it may be moved a little. */
const spare = 0.5;

/**
 * What to draw of a part of time that is finer than what is held, or older: asked for when the view has settled.
 * Null while the live series have all there is to show.
 */
export function usePast(
  targets: readonly string[],
  stepMs: number | null,
  status: LiveStatus,
  isVisible: boolean,
): readonly FeedSeries[] | null {
  const view = useView();
  const [past, setPast] = useState<{ span: Span; of: string; series: FeedSeries[] } | null>(null);
  const fromMs = view?.fromMs ?? null;
  const untilMs = view?.untilMs ?? 0;
  const of = JSON.stringify([targets, stepMs]);

  useEffect(() => {
    if (fromMs === null || !isVisible || status.state !== "ready") return;
    const aborting = new AbortController();
    const spareMs = spare * (untilMs - fromMs);
    const span = { fromMs: fromMs - spareMs, untilMs: untilMs + spareMs };
    const ask = (url: string) => fetch(url, { signal: aborting.signal });
    const timer = setTimeout(async () => {
      const [asked, step] = JSON.parse(of) as [string[], number | null];
      try {
        const series = await readPast(ask, "/api/query", { targets: asked, stepMs: step, ...span });
        if (tellsMore(series, status, fromMs)) setPast({ span, of, series });
      } catch {
        // What is held is still drawn.
      }
    }, settleMs);
    return () => {
      clearTimeout(timer);
      aborting.abort();
    };
  }, [of, status, isVisible, fromMs, untilMs]);

  if (fromMs === null || past === null || past.of !== of) return null;
  return past.span.fromMs <= fromMs && past.span.untilMs >= untilMs ? past.series : null;
}

function tellsMore(past: readonly FeedSeries[], { series, stepMs }: LiveStatus, fromMs: number): boolean {
  if (past.length === 0 || past.length !== series.length) return false;
  const finestMs = Math.min(...past.map(({ window }) => window.stepMs));
  const firstMs = Math.min(
    ...series.filter(({ window }) => window.count > 0).map(({ window }) => window.firstMs),
  );
  const isOlder = fromMs < firstMs && past.some(({ window }) => lastSample(window, firstMs - 1) !== null);
  return finestMs < (stepMs ?? 0) || isOlder;
}
