let region: HTMLElement | null = null;

/** Has a screen reader say this, after what it is saying; a later text replaces one not said yet. */
export function announce(text: string): void {
  if (!region) {
    region = document.createElement("div");
    region.className = "panel-announcements";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = text;
}
