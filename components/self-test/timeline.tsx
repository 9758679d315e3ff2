import type { Arrival, StreamFacts } from "@/lib/doctor/facts";
import { defaultPlan } from "@/lib/doctor/plan";
import styles from "./self-test.module.css";

const lengthMs = defaultPlan.talkMs + defaultPlan.quietMs + 1_000;
const [sentY, arrivedY, tickHeight] = [4, 44, 16];

/** Two rows of ticks: when each event was sent, and when it arrived. Held events lean to the right. */
export function Timeline({ arrivals, cut }: { arrivals: readonly Arrival[]; cut: StreamFacts["cut"] }) {
  const at = (ms: number) => (1_000 * Math.min(ms, lengthMs)) / lengthMs;
  return (
    <figure className={styles.timeline}>
      <span>sent</span>
      <span>arrived</span>
      <svg viewBox="0 0 1000 64" preserveAspectRatio="none" aria-hidden="true">
        {arrivals.map(({ sentMs, arrivedMs }) => (
          <g key={sentMs}>
            <line
              className={styles.way}
              x1={at(sentMs)}
              y1={sentY + tickHeight}
              x2={at(arrivedMs)}
              y2={arrivedY}
            />
            <line x1={at(sentMs)} y1={sentY} x2={at(sentMs)} y2={sentY + tickHeight} />
            <line x1={at(arrivedMs)} y1={arrivedY} x2={at(arrivedMs)} y2={arrivedY + tickHeight} />
          </g>
        ))}
        {cut && <line className={styles.cut} x1={at(cut.afterMs)} y1={0} x2={at(cut.afterMs)} y2={64} />}
      </svg>
      <figcaption>
        <span>0 s</span>
        <span>silent on purpose</span>
        <span>{lengthMs / 1_000} s</span>
      </figcaption>
    </figure>
  );
}
