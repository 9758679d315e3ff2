import { type Formatted } from "./format";

/** A value in the page that is written past React: at most four times a second, and lit up when it changes. */
export interface Readout {
  /** `isPointed`: a person moves over values, and sees each at once. */
  show(value: Formatted | null, color: string, isPointed?: boolean): void;
  stop(): void;
}

const spacingMs = 250;

/** `element` holds two children: the number and its unit. */
export function createReadout(element: HTMLElement): Readout {
  const [number, unit] = [element.children[0] as HTMLElement, element.children[1] as HTMLElement];
  let timer: ReturnType<typeof setTimeout> | null = null;
  let waiting: { value: Formatted | null; color: string } | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;
  let flash = 0;
  return {
    show(value, color, isPointed = false) {
      waiting = { value, color };
      if (isPointed) return write(false);
      const inMs = lastMs + spacingMs - performance.now();
      if (inMs <= 0) write(true);
      else timer ??= setTimeout(() => write(true), inMs);
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
    },
  };

  function write(isLit: boolean): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (!waiting) return;
    const { value, color } = waiting;
    const text = value?.number ?? "";
    if (element.style.color !== color) element.style.color = color;
    if (unit.textContent !== (value?.unit ?? "")) unit.textContent = value?.unit ?? "";
    if (number.textContent === text) return;
    const first = number.textContent === "";
    number.textContent = text;
    lastMs = performance.now();
    // Two names for one animation: changing between them starts it again without a layout.
    if (!first && isLit) element.dataset.flash = String((flash = 1 - flash));
  }
}
