import type { AnnotationEvent } from "@/lib/live/frames";
import type { ChartSeries } from "../chart-view";
import type { Plot } from "../drawing/plot";
import { formatValue, printFormatted } from "../format";
import type { Reading } from "../reading";

/** What a panel shows at the cursor, as elements over its chart that are only moved. */
export interface Crosshair {
  show(reading: Reading, place: CrosshairPlace): void;
  hide(): void;
}

export interface CrosshairPlace {
  plot: Plot;
  series: readonly ChartSeries[];
  /** Whether the cursor was set on this panel: it has the tooltip. */
  isOwner: boolean;
}

const maxLines = 20;
const maxEvents = 4;

/** `element` holds nothing; what is in it afterwards belongs to the crosshair. */
export function createCrosshair(element: HTMLElement): Crosshair {
  const line = add(element, "i", "crosshair-line");
  const time = add(element, "time", "crosshair-time");
  const tooltip = add(element, "div", "crosshair-tooltip");
  const box = add(tooltip, "div", "");
  const title = add(box, "b", "");
  const caption = add(box, "small", "");
  const rows = add(box, "ul", "");
  const foot = add(box, "div", "crosshair-events");
  const dots: HTMLElement[] = [];
  let shown: readonly ChartSeries[] | null = null;
  element.hidden = true;
  return {
    show,
    hide: () => void (element.hidden = true),
  };

  function show(reading: Reading, { plot, series, isOwner }: CrosshairPlace): void {
    element.hidden = false;
    if (series !== shown) build(series);
    write(line, "height", `${plot.height}px`);
    move(line, reading.x, plot.top);
    setText(time, printMoment(reading.ms));
    // Within the panel, however near to its edge the cursor is.
    move(
      time,
      Math.max(plot.left + 27, Math.min(plot.left + plot.width - 27, reading.x)),
      plot.top + plot.height + 3,
    );
    dots.forEach((dot, i) => {
      const y = reading.values[i]?.y ?? null;
      const isInside = y !== null && y >= plot.top - 1 && y <= plot.top + plot.height + 1;
      dot.hidden = !isInside;
      if (isInside) move(dot, reading.x, y);
    });
    time.dataset.own = String(isOwner);
    tooltip.hidden = !isOwner;
    if (!isOwner) return;
    setText(title, printMoment(reading.ms));
    series.slice(0, maxLines).forEach(({ unit, before }, i) => {
      const { value = null, earlier = null } = reading.values[i] ?? {};
      const print = (each: number | null) =>
        each === null ? "no value" : printFormatted(formatValue(each, unit));
      const row = rows.children[i]!;
      setText(row.children[2]!, print(value));
      if (before) setText(row.children[3]!, print(earlier));
    });
    foot.hidden = reading.events.length === 0;
    setText(foot, reading.events.slice(0, maxEvents).map(printEvent).join("\n"));
    const isRight = reading.x > plot.left + plot.width / 2;
    write(tooltip, "transform", `translate(${Math.round(reading.x)}px,${plot.top}px)`);
    tooltip.dataset.side = isRight ? "left" : "right";
  }

  function build(series: readonly ChartSeries[]): void {
    shown = series;
    for (const dot of dots.splice(0)) dot.remove();
    rows.replaceChildren();
    caption.textContent = series.find(({ before }) => before)?.before?.label ?? "";
    for (const { look, label, name } of series.slice(0, maxLines)) {
      const dot = add(element, "i", "crosshair-dot");
      dot.style.background = look.color;
      dots.push(dot);
      const row = add(rows, "li", "");
      row.title = name;
      add(row, "i", "").style.background = look.color;
      add(row, "span", "").textContent = label;
      add(row, "b", "");
      add(row, "small", "");
    }
  }
}

/** `14:02:11`, on the reader's clock. */
export function printMoment(ms: number): string {
  const date = new Date(ms);
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, "0"))
    .join(":");
}

/** `14:02:11 web v1.4.2 (deploy web)`, and its text below. */
function printEvent({ atMs, title, text, tags }: AnnotationEvent): string {
  const tagged = tags.length > 0 ? ` (${tags.join(" ")})` : "";
  return `${printMoment(atMs)} ${title}${tagged}${text === "" ? "" : `\n${text.slice(0, 200)}`}`;
}

function add(parent: HTMLElement, tag: string, className: string): HTMLElement {
  const element = document.createElement(tag);
  if (className) element.className = className;
  parent.append(element);
  return element;
}

function move(element: HTMLElement, x: number, y: number): void {
  write(element, "transform", `translate(${Math.round(x)}px,${Math.round(y * 10) / 10}px)`);
}

function write(element: HTMLElement, property: string, value: string): void {
  if (element.style.getPropertyValue(property) !== value) element.style.setProperty(property, value);
}

function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
