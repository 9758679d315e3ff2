import { type RefObject, useCallback, useEffect, useRef } from "react";
import type { ChartSeries } from "./chart-view";
import { createLegend, type Legend } from "./legend";
import type { LegendActions } from "./legend-row";
import type { Choice } from "./shown-series";

/** Keeps a panel's table while it has one. Returns what to call with each draw. */
export function useLegend(
  element: RefObject<HTMLElement | null>,
  isThere: boolean,
  on: LegendActions,
): (series: readonly ChartSeries[], choice: Choice, fromMs: number) => void {
  const legend = useRef<Legend | null>(null);
  const actions = useRef(on);
  useEffect(() => void (actions.current = on));
  useEffect(() => {
    if (!isThere || !element.current) return;
    const made = createLegend(element.current, {
      solo: (id) => actions.current.solo(id),
      hide: (id) => actions.current.hide(id),
      look: (id) => actions.current.look(id),
    });
    legend.current = made;
    return () => {
      legend.current = null;
      made.stop();
    };
  }, [element, isThere]);
  return useCallback((...drawn) => legend.current?.draw(...drawn), []);
}
