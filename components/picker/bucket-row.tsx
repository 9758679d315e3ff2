import { Icon, type IconName } from "@/components/board/icons";
import { markMatches, type NamePart, splitParts } from "@/lib/dashboard/match";
import { formatValue, pickUnit } from "@/components/panel/format";
import { printAge } from "@/lib/dashboard/age";
import { targetsFor } from "@/lib/dashboard/presets";
import type { Kind } from "@/lib/metric/series";
import styles from "./picker.module.css";
import { Sparkline } from "./sparkline";
import type { FoundBucket } from "./use-buckets";

/** The kind in the singular: its word, and the name of its glyph. */
export const kindWords: Record<Kind, IconName & string> = {
  counters: "counter",
  gauges: "gauge",
  timers: "timer",
  sets: "set",
};

/** So much of a long name's end is always readable: what is too long is cut before it. */
const tailLength = 14;
const deadAfterMs = 600_000;

interface BucketRowProps {
  found: FoundBucket;
  typed: string;
  nowMs: number;
  isSelected: boolean;
  isShown: boolean;
  id: string;
  onAdd: (isNewPanel: boolean) => void;
  onPoint: () => void;
}

export function BucketRow({ found, typed, nowMs, isSelected, isShown, id, onAdd, onPoint }: BucketRowProps) {
  const [name = "", ...tags] = found.bucket.split(";");
  const [head, tail] = splitParts(markMatches(name, typed), Math.max(0, name.length - tailLength));
  const unit = pickUnit("auto", targetsFor(found.series)[0]);
  const value = formatValue(found.value ?? Number.NaN, unit);
  const ageMs = nowMs - found.lastSeenMs;
  const isDead = ageMs > deadAfterMs;
  const details = [kindWords[found.kind], isShown ? "on the board" : null, ...tags].filter(Boolean);
  return (
    <li
      id={id}
      role="option"
      aria-selected={isSelected}
      className={styles.row}
      data-dead={isDead}
      onClick={(event) => onAdd(event.shiftKey)}
      onPointerMove={onPoint}
    >
      <span className={styles.glyph} data-shown={isShown}>
        <Icon name={isShown ? "check" : kindWords[found.kind]} />
      </span>
      <span className={styles.name} title={found.bucket}>
        <span className={styles.bucket}>
          <span>
            <MarkedName parts={head} />
          </span>
          <MarkedName parts={tail} />
        </span>
        <small>{details.join(" · ")}</small>
      </span>
      <Sparkline values={found.sparkline} />
      <span className={styles.value}>
        <span>
          {value.number}
          {value.unit !== "" && <small>&#8201;{value.unit}</small>}
        </span>
        <small>{isDead ? `silent ${printAge(ageMs)}` : printAge(ageMs)}</small>
      </span>
    </li>
  );
}

function MarkedName({ parts }: { parts: readonly NamePart[] }) {
  return parts.map(({ text, isMatch }, index) => (isMatch ? <mark key={index}>{text}</mark> : text));
}
