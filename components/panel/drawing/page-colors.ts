// A canvas knows no CSS variables: the page is asked once for each colour of a theme.

const resolved = new Map<string, string>();
const listeners = new Set<() => void>();
let probe: HTMLElement | null = null;

/** A CSS colour, variables and all, as a canvas takes it. */
export function resolveColor(color: string, opacity = 1): string {
  const wanted = opacity === 1 ? color : `color-mix(in srgb, ${color} ${opacity * 100}%, transparent)`;
  const known = resolved.get(wanted);
  if (known !== undefined) return known;
  probe ??= makeProbe();
  probe.style.color = wanted;
  const found = getComputedStyle(probe).color;
  resolved.set(wanted, found);
  return found;
}

/** Calls when the page's theme has changed, however it did. Returns how to stop. */
export function onThemeChange(listener: () => void): () => void {
  if (listeners.size === 0) watch();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) unwatch();
  };
}

const queries = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"];
let observer: MutationObserver | null = null;

function watch(): void {
  resolved.clear();
  observer = new MutationObserver(tell);
  observer.observe(document.documentElement, { attributes: true });
  for (const query of queries) matchMedia(query).addEventListener("change", tell);
}

function unwatch(): void {
  observer?.disconnect();
  for (const query of queries) matchMedia(query).removeEventListener("change", tell);
}

function tell(): void {
  resolved.clear();
  for (const listener of listeners) listener();
}

function makeProbe(): HTMLElement {
  const element = document.createElement("span");
  element.hidden = true;
  document.body.append(element);
  return element;
}
