// Elements that figures are made of. They are made once, and then only what changed is written.

export function addElement<Tag extends keyof HTMLElementTagNameMap>(
  parent: HTMLElement,
  tag: Tag,
  className = "",
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  parent.append(element);
  return element;
}

export function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setStyle(element: HTMLElement, property: string, value: string): void {
  if (element.style.getPropertyValue(property) !== value) element.style.setProperty(property, value);
}

/** So much of a long name's end is always readable. */
const tailLength = 12;

/** A name in two pieces, so that what does not fit is cut between them: `shop.chec…out.latency`. */
export function addName(parent: HTMLElement, name: string): HTMLElement {
  const element = addElement(parent, "span", "figure-name");
  const place = Math.max(0, name.length - tailLength);
  addElement(element, "span").textContent = name.slice(0, place);
  addElement(element, "span").textContent = name.slice(place);
  return element;
}
