import { Icon } from "@/components/board/icons";
import { useEventSource } from "@/components/live/use-event-source";
import type { Panel } from "@/lib/dashboard/dashboard";
import { drawnTargets } from "@/lib/dashboard/drawn-targets";
import { withoutTarget } from "@/lib/dashboard/edit";
import { limits } from "@/lib/dashboard/schema";
import styles from "./editor.module.css";
import type { PanelChange } from "./panel-change";
import { TargetRow } from "./target-row";

interface TargetListProps {
  panel: Panel;
  rangeMs: number;
  onChange: (change: PanelChange) => void;
  onPick: () => void;
}

export function TargetList({ panel, rangeMs, onChange, onPick }: TargetListProps) {
  // The same subscription as the panel's own, so that it costs nothing: only its errors are read here.
  const { error } = useEventSource({ targets: drawnTargets(panel), rangeMs, stepMs: panel.stepMs });
  const isFull = panel.targets.length >= limits.targets;
  return (
    <section className={styles.section}>
      <h2>
        Buckets
        <small>{panel.targets.length === 1 ? "1 target" : `${panel.targets.length} targets`}</small>
      </h2>
      <ul>
        {panel.targets.map((target, index) => (
          <TargetRow
            key={index}
            target={target}
            error={error?.target === target ? error.message : null}
            onChange={(next) => onChange({ targets: panel.targets.with(index, next) })}
            onRemove={() => onChange(withoutTarget(panel, index))}
          />
        ))}
        {!isFull && (
          <TargetRow
            key="new"
            target=""
            error={null}
            onChange={(next) => onChange({ targets: [...panel.targets, next] })}
          />
        )}
      </ul>
      {isFull ? (
        <p className={styles.note}>A panel holds at most {limits.targets} targets.</p>
      ) : (
        <button type="button" className={styles.add} onClick={onPick}>
          <Icon name="plus" size={14} /> Add bucket
        </button>
      )}
    </section>
  );
}
