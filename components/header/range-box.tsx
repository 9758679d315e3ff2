import { type KeyboardEvent, useRef, useState } from "react";
import { Icon } from "@/components/board/icons";
import { printTime } from "@/components/panel/ticks";
import { useView } from "@/components/panel/view/use-view";
import { rangePresets } from "@/lib/dashboard/dashboard";
import { describeRange, parseRangeInput } from "@/lib/dashboard/range";
import { parseDuration, printDuration } from "@/lib/metric/duration";
import styles from "./header.module.css";

/** One box for time: a field that takes any length, and a row of chips. Folded behind a button when narrow. */
export function RangeBox({ rangeMs, onChange }: { rangeMs: number; onChange: (rangeMs: number) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [isOpen, setOpen] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const view = useView();
  const heldText = view?.isKept ? describeSpan(view.fromMs ?? view.untilMs - rangeMs, view.untilMs) : null;

  function choose(nextMs: number): void {
    leave();
    onChange(nextMs);
  }

  function leave(): void {
    setTyped(null);
    setError(null);
    setOpen(false);
    field.current?.blur();
  }

  function submit(): void {
    if (typed === null || typed.trim() === "") return leave();
    const input = parseRangeInput(typed);
    if ("error" in input) setError(input.error);
    else choose(input.rangeMs);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Enter") submit();
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
  }

  return (
    <div
      className={styles.range}
      data-open={isOpen}
      role="group"
      aria-label="Time range"
      onKeyDown={(event) => {
        if (event.key === "Escape" && isOpen) setOpen(false);
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <button
        type="button"
        className={styles.fold}
        aria-expanded={isOpen}
        aria-label={`${printDuration(rangeMs)}: time range`}
        onClick={() => setOpen(!isOpen)}
      >
        {printDuration(rangeMs)} <Icon name="chevron" size={14} />
      </button>
      <div className={styles.rangeInner}>
        <label className={styles.rangeField}>
          <Icon name="clock" size={14} />
          <span className="unseen">Range: a length of time such as 15m, 2h or 7d</span>
          <input
            ref={field}
            value={typed ?? heldText ?? describeRange(rangeMs)}
            spellCheck={false}
            autoComplete="off"
            aria-invalid={error !== null}
            aria-describedby={error === null ? undefined : "range-error"}
            onFocus={(event) => event.target.select()}
            onClick={(event) => typed === null && event.currentTarget.select()}
            onChange={(event) => {
              setTyped(event.target.value);
              setError(null);
            }}
            onBlur={() => {
              setTyped(null);
              setError(null);
            }}
            onKeyDown={onKeyDown}
          />
        </label>
        <div className={styles.chips}>
          {rangePresets.map((preset) => (
            <button
              key={preset}
              type="button"
              aria-pressed={heldText === null && parseDuration(preset) === rangeMs}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(parseDuration(preset) ?? rangeMs)}
            >
              {preset}
            </button>
          ))}
        </div>
        {error !== null && (
          <p id="range-error" role="alert" className={styles.rangeError}>
            {error}
          </p>
        )}
      </div>
    </div>
  );
}

/** `13:57:10–14:12:10`; days where it is not of one. */
function describeSpan(fromMs: number, untilMs: number): string {
  const isOneDay = untilMs - fromMs < 86_400_000;
  const [from, until] = [fromMs, untilMs].map((ms) =>
    isOneDay ? printTime(ms, 1_000) : `${printTime(ms, 86_400_000)} ${printTime(ms, 60_000)}`,
  );
  return `${from}–${until}`;
}
