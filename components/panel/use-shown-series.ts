import { useEffect, useMemo, useState } from "react";
import type { ChartSeries } from "./chart-view";
import { registerSolo } from "./solo-keys";
import { everything, pickShown, toggleHidden, toggleSolo } from "./shown-series";

/** Which lines of a panel are drawn, as its table and the keys 1 to 9 choose them. */
export function useShownSeries(panelId: string, series: readonly ChartSeries[], hasChoice: boolean) {
  const [choice, setChoice] = useState(everything);
  const shown = useMemo(() => pickShown(series, choice), [series, choice]);
  useEffect(() => {
    if (!hasChoice) return;
    return registerSolo(panelId, (place) => {
      const id = series[place]?.id;
      if (id !== undefined && series.length > 1) setChoice((before) => toggleSolo(before, id));
    });
  }, [panelId, series, hasChoice]);
  return {
    shown,
    choice,
    solo: (id: string) => setChoice((before) => toggleSolo(before, id)),
    hide: (id: string) => setChoice((before) => toggleHidden(before, id)),
  };
}
