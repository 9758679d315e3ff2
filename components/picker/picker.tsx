import { type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { Icon } from "@/components/board/icons";
import { Sheet } from "@/components/board/sheet";
import { useLiveSource } from "@/components/live/provider";
import { type Kind, kinds, type SeriesName } from "@/lib/metric/series";
import { BucketRow, kindWords } from "./bucket-row";
import { NothingFound } from "./nothing-found";
import styles from "./picker.module.css";
import { useBuckets } from "./use-buckets";

interface PickerProps {
  /** The panel that Enter adds to; null: a new one. */
  panelTitle: string | null;
  /** Whether a series is on the panel, or without one on the board. */
  isShown: (series: SeriesName) => boolean;
  listening: { host: string; port: number } | null;
  onAdd: (series: SeriesName, isNewPanel: boolean) => void;
  onClose: () => void;
}

/** Finds buckets among all names while one types; the board stays visible and alive. */
export function Picker({ panelTitle, isShown, listening, onAdd, onClose }: PickerProps) {
  const [typed, setTyped] = useState("");
  const [kind, setKind] = useState<Kind | null>(null);
  const [selected, setSelected] = useState(0);
  const [waiting, setWaiting] = useState<"add" | "new panel" | null>(null);
  const search = useBuckets(typed, kind);
  const source = useLiveSource();
  const list = useRef<HTMLUListElement>(null);
  const at = Math.min(selected, search.buckets.length - 1);

  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: "nearest" });
  }, [at]);

  const onAnswer = useEffectEvent(() => {
    const found = search.buckets[0];
    if (waiting !== null && found) onAdd(found.series, waiting === "new panel");
    setWaiting(null);
  });
  useEffect(() => {
    if (waiting !== null && search.answered === typed) onAnswer();
  }, [waiting, search.answered, typed]);

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setSelected(Math.max(0, Math.min(search.buckets.length - 1, at + step)));
    }
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    const found = search.buckets[at];
    // The list may still answer other words: Enter then waits for the answer to these.
    if (search.answered !== typed) setWaiting(event.shiftKey ? "new panel" : "add");
    else if (found) onAdd(found.series, event.shiftKey);
  }

  return (
    <Sheet label="Add metrics" onClose={onClose}>
      <div className={styles.search}>
        <Icon name="search" />
        <input
          data-first
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="picker-list"
          aria-activedescendant={at >= 0 ? `picker-${at}` : undefined}
          aria-label={panelTitle === null ? "Search all metrics" : `Search metrics to add to ${panelTitle}`}
          placeholder="Search all metrics"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setSelected(0);
            setWaiting(null);
          }}
          onKeyDown={onKeyDown}
        />
        <span className={styles.count} role="status">
          {search.isLoading ? "" : `${search.matched} of ${search.total}`}
        </span>
        <button type="button" className="button square plain" aria-label="Close" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div className={styles.kinds} role="group" aria-label="Kind">
        {[null, ...kinds].map((each) => (
          <button
            key={each ?? "all"}
            type="button"
            aria-pressed={kind === each}
            onClick={() => {
              setKind(each);
              setSelected(0);
            }}
          >
            {each && <Icon name={kindWords[each]} size={14} />}
            {each ? kindWords[each] : "all"}
          </button>
        ))}
      </div>
      {search.error !== null && (
        <p role="alert" className={styles.error}>
          The list is not up to date: {search.error}
        </p>
      )}
      <ul id="picker-list" ref={list} className={styles.list} role="listbox" aria-label="Metrics">
        {search.buckets.map((found, index) => (
          <BucketRow
            key={found.series}
            id={`picker-${index}`}
            found={found}
            typed={search.answered}
            nowMs={source.nowMs()}
            isSelected={index === at}
            isShown={isShown(found.series)}
            onAdd={(isNewPanel) => onAdd(found.series, isNewPanel)}
            onPoint={() => index !== at && setSelected(index)}
          />
        ))}
      </ul>
      {search.isLoading && <p className={styles.quiet}>Looking through all names…</p>}
      {!search.isLoading && search.error === null && search.buckets.length === 0 && (
        <NothingFound words={search.answered.trim()} kind={kind} listening={listening} />
      )}
      <div className={styles.keys}>
        <span>
          <kbd className="kbd">↑</kbd>
          <kbd className="kbd">↓</kbd> choose
        </span>
        <span>
          <kbd className="kbd">↵</kbd> {panelTitle === null ? "add as a panel" : "add to this panel"}
        </span>
        {panelTitle !== null && (
          <span>
            <kbd className="kbd">⇧</kbd>
            <kbd className="kbd">↵</kbd> new panel
          </span>
        )}
        <span>
          <kbd className="kbd">Esc</kbd> close
        </span>
      </div>
    </Sheet>
  );
}
