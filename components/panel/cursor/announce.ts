/** Texts of one moment are said together, and not more often than a reader can follow. */
const gatherMs = 300;
const mostAtOnce = 3;

const waiting = new Map<string, string>();
let region: HTMLElement | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;

/**
 * Has a screen reader say this, after what it is saying. A later text replaces one about the same topic that is
 * not said yet: by default that of the point under the cursor.
 */
export function announce(text: string, topic = "cursor"): void {
  waiting.delete(topic);
  waiting.set(topic, text);
  timer ??= setTimeout(say, gatherMs);
}

function say(): void {
  timer = null;
  region ??= makeRegion();
  region.textContent = gather([...waiting.values()]);
  waiting.clear();
}

/** `One. Two. Three. And 2 more.` */
export function gather(texts: readonly string[]): string {
  const rest = texts.length - mostAtOnce;
  return [...texts.slice(0, mostAtOnce), ...(rest > 0 ? [`And ${rest} more`] : [])].join(". ");
}

function makeRegion(): HTMLElement {
  const element = document.createElement("div");
  element.className = "panel-announcements";
  element.setAttribute("role", "status");
  document.body.append(element);
  return element;
}
