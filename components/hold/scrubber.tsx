import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { useLiveSource } from "@/components/live/provider";
import { printTime } from "@/components/panel/ticks";
import { findBuffer, findShown } from "@/components/panel/view/buffer";
import { type HeldView, showView } from "@/components/panel/view/view";
import { fitSpan, type Span } from "@/components/panel/view/zoom";
import styles from "./hold-bar.module.css";
import { traceOutline } from "./outline";

interface ScrubberProps {
  rangeMs: number;
  view: HeldView;
  /** Draws anew when it changes: the buffer grows. */
  nowMs: number;
}

type Part = "from" | "until" | "both";

/** Of the outline, in its own units. */
const size = { width: 400, height: 24 };
const leastMs = 1_000;

/** All that the page holds, and the part of it that is shown: to be moved, or made longer at its ends. */
export function Scrubber({ rangeMs, view }: ScrubberProps) {
  const source = useLiveSource();
  const track = useRef<HTMLDivElement>(null);
  const dragged = useRef<{ part: Part; x: number; span: Span } | null>(null);
  const endMs = source.lastEndMs();
  const buffer = findBuffer(endMs);
  if (!buffer || endMs === null) return null;
  const shown = findShown(rangeMs, endMs);
  const percent = (ms: number) =>
    `${Math.max(0, Math.min(100, (100 * (ms - buffer.fromMs)) / (buffer.untilMs - buffer.fromMs)))}%`;
  const style = { "--from": percent(shown.fromMs), "--until": percent(shown.untilMs) } as React.CSSProperties;

  function show(span: Span): void {
    const whole = findBuffer(source.lastEndMs());
    if (!whole) return;
    const { fromMs, untilMs } = fitSpan(span, whole, leastMs);
    showView(fromMs, untilMs);
  }

  function down(event: PointerEvent): void {
    if (event.button !== 0 || !track.current || !buffer) return;
    event.preventDefault();
    (event.currentTarget as HTMLElement).querySelector<HTMLElement>("[role=slider]")?.focus();
    track.current.setPointerCapture(event.pointerId);
    const part = (event.target as HTMLElement).dataset.part as Part | undefined;
    // The board's range may reach back before the first data.
    let span = {
      fromMs: Math.max(shown.fromMs, buffer.fromMs),
      untilMs: Math.min(shown.untilMs, buffer.untilMs),
    };
    if (part === undefined) {
      // Beside the part that is shown: it comes there.
      const box = track.current.getBoundingClientRect();
      const ms = buffer.fromMs + ((event.clientX - box.left) / box.width) * (buffer.untilMs - buffer.fromMs);
      const half = (shown.untilMs - shown.fromMs) / 2;
      span = { fromMs: ms - half, untilMs: ms + half };
      show(span);
    }
    dragged.current = { part: part ?? "both", x: event.clientX, span };
  }

  function move(event: PointerEvent): void {
    if (!dragged.current || !track.current || !buffer) return;
    const { part, x, span } = dragged.current;
    const msPerPx = (buffer.untilMs - buffer.fromMs) / track.current.clientWidth;
    const byMs = (event.clientX - x) * msPerPx;
    const { fromMs, untilMs } = span;
    show({
      fromMs:
        part === "until" ? fromMs : Math.min(fromMs + byMs, part === "from" ? untilMs - leastMs : Infinity),
      untilMs:
        part === "from" ? untilMs : Math.max(untilMs + byMs, part === "until" ? fromMs + leastMs : -Infinity),
    });
  }

  function onKeyDown(event: KeyboardEvent): void {
    const tenth = (shown.untilMs - shown.fromMs) / 10;
    const byMs = { ArrowLeft: -tenth, ArrowRight: tenth, PageUp: -10 * tenth, PageDown: 10 * tenth }[
      event.key
    ];
    if (byMs === undefined) return;
    event.preventDefault();
    show({ fromMs: shown.fromMs + byMs, untilMs: shown.untilMs + byMs });
  }

  return (
    <div
      ref={track}
      className={styles.scrubber}
      style={style}
      data-view={view.fromMs === null ? "range" : "part"}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={() => (dragged.current = null)}
      onPointerCancel={() => (dragged.current = null)}
    >
      <svg viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="none" aria-hidden="true">
        <path d={traceOutline(buffer, size)} />
      </svg>
      <i className={styles.unseen} aria-hidden="true" />
      <div
        className={styles.shown}
        data-part="both"
        role="slider"
        tabIndex={0}
        aria-label="Part of time that is shown"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(Number.parseFloat(percent(shown.untilMs)))}
        aria-valuetext={`${printTime(shown.fromMs, 1_000)} to ${printTime(shown.untilMs, 1_000)}`}
        onKeyDown={onKeyDown}
      >
        <i data-part="from" />
        <i data-part="until" />
      </div>
    </div>
  );
}
