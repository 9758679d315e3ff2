import { formatValue, printFormatted } from "@/components/panel/format";
import styles from "./header.module.css";
import { useMetricCount } from "./use-metric-count";
import { useSampleRate } from "./use-sample-rate";

/** How many metrics there are, and how many samples come in a second. */
export function Counts() {
  const total = useMetricCount();
  const rate = useSampleRate();
  const parts = [
    total === null ? null : `${printCount(total)} ${total === 1 ? "metric" : "metrics"}`,
    rate === null ? null : printFormatted(formatValue(rate, "perSecond")),
  ];
  return <p className={styles.counts}>{parts.filter(Boolean).join(" · ")}</p>;
}

/** 1284 → `1 284`, with thin spaces. */
function printCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}
