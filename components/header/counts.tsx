import { useMemo } from "react";
import { useMetricCount } from "./use-metric-count";
import styles from "./header.module.css";

/** How many metrics there are. */
export function Counts() {
  const total = useMetricCount();
  const print = useMemo(() => new Intl.NumberFormat("en", { useGrouping: true }), []);
  if (total === null) return null;
  return (
    <p className={styles.counts}>
      {print.format(total).replaceAll(",", "\u2009")} {total === 1 ? "metric" : "metrics"}
    </p>
  );
}
