import { useLiveSource } from "@/components/live/provider";
import { useMarkedEvents } from "@/components/live/use-marked-events";
import { printMoment } from "@/components/panel/cursor/crosshair";
import type { Panel } from "@/lib/dashboard/dashboard";
import styles from "./editor.module.css";
import type { PanelChange } from "./panel-change";
import { Segments } from "./segments";

const maxListed = 8;

interface EventsSectionProps {
  panel: Panel;
  rangeMs: number;
  onChange: (change: PanelChange) => void;
}

export function EventsSection({ panel, rangeMs, onChange }: EventsSectionProps) {
  const source = useLiveSource();
  const known = useMarkedEvents();
  const nowMs = source.lastEndMs() ?? source.nowMs();
  const inView = known.filter(({ atMs }) => atMs > nowMs - rangeMs && atMs <= nowMs);
  return (
    <section className={styles.section}>
      <h2>
        Events
        <small>{inView.length} in view</small>
      </h2>
      <Segments
        label="Events"
        value={panel.events ? "shown" : "hidden"}
        choices={["shown", "hidden"].map((label) => ({ value: label, label }))}
        onChange={(choice) => onChange({ events: choice === "shown" })}
      />
      <ul className={styles.events}>
        {inView
          .slice(-maxListed)
          .toReversed()
          .map(({ id, atMs, title, tags }) => (
            <li key={id}>
              <time className="mono">{printMoment(atMs)}</time>
              <span>{title}</span>
              <small>{tags.join(" ")}</small>
            </li>
          ))}
      </ul>
      <p className={styles.note}>
        <kbd className="kbd">E</kbd> marks one where you point; programs post to <code>/api/events</code>
      </p>
    </section>
  );
}
