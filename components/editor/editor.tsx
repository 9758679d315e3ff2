import { Icon } from "@/components/board/icons";
import { Sheet } from "@/components/board/sheet";
import type { Panel } from "@/lib/dashboard/dashboard";
import { titleOf } from "@/lib/dashboard/titles";
import { AxisSection } from "./axis-section";
import styles from "./editor.module.css";
import type { PanelLinks } from "@/lib/dashboard/panel-links";
import type { PanelChange } from "./panel-change";
import { LookSection } from "./look-section";
import { OutSection } from "./out-section";
import { EventsSection } from "./events-section";
import { SizeSection } from "./size-section";
import { TargetList } from "./target-list";
import { ThresholdSection } from "./threshold-section";
import { useLeftUnit } from "./use-left-unit";

interface EditorProps {
  panel: Panel;
  rangeMs: number;
  /** Changes with the same gesture are one step back. */
  onChange: (change: PanelChange, gesture?: string) => void;
  onEndGesture: () => void;
  links: PanelLinks;
  onPick: () => void;
  onMove: (places: number) => void;
  onDuplicate: () => void;
  onRemove: () => void;
  onClose: () => void;
}

/** Everything about one panel; each change is drawn and kept at once, Back takes it back. */
export function Editor({ panel, rangeMs, links, onChange, onEndGesture, onPick, ...on }: EditorProps) {
  const unit = useLeftUnit(panel, rangeMs);
  return (
    <Sheet label={`Edit ${titleOf(panel)}`} onClose={on.onClose}>
      <div className={styles.head}>
        <Icon name={panel.chart} />
        <input
          data-first
          aria-label="Title of the panel"
          placeholder={titleOf(panel)}
          maxLength={120}
          autoComplete="off"
          value={panel.title}
          onChange={(event) => onChange({ title: event.target.value }, `title ${panel.id}`)}
          onBlur={onEndGesture}
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        />
        <button type="button" className="button square plain" aria-label="Close" onClick={on.onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div className={styles.body} onBlur={onEndGesture} onPointerUp={onEndGesture}>
        <TargetList panel={panel} rangeMs={rangeMs} onChange={onChange} onPick={onPick} />
        <LookSection panel={panel} onChange={onChange} />
        <AxisSection panel={panel} unit={unit} onChange={onChange} />
        <ThresholdSection panel={panel} unit={unit} onChange={onChange} />
        <EventsSection panel={panel} rangeMs={rangeMs} onChange={onChange} />
        <SizeSection panel={panel} onChange={onChange} onMove={on.onMove} />
        <OutSection panel={panel} rangeMs={rangeMs} links={links} />
      </div>
      <div className={styles.foot}>
        <span>Each change is drawn and kept at once</span>
        <button type="button" className="button plain" onClick={on.onDuplicate}>
          Duplicate
        </button>
        <button type="button" className={`button plain ${styles.remove}`} onClick={on.onRemove}>
          Remove
        </button>
      </div>
    </Sheet>
  );
}
