let region: HTMLElement | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;

/** Of what is said faster than a key repeats, only the last is worth hearing. */
const quietMs = 150;

/** Has a screen reader say this, after what it is saying; a later text replaces one not said yet. */
export function announce(text: string): void {
  if (!region) {
    region = document.createElement("div");
    region.className = "panel-announcements";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  const target = region;
  if (timer !== null) clearTimeout(timer);
  timer = setTimeout(() => (target.textContent = text), quietMs);
}
