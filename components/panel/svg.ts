/** An element that remembers what it shows, so that only changes reach the document. */
export interface Part {
  element: SVGElement;
  shown: Record<string, string>;
}

export function makePart(parent: Element, tag: string, attributes: Record<string, string>): Part {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  parent.append(element);
  return { element, shown: {} };
}

/** Sets attributes; `text` is the content. Numbers are rounded to a tenth of a pixel. */
export function drawPart({ element, shown }: Part, attributes: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const text = typeof value === "number" ? String(Math.round(value * 10) / 10) : value;
    if (shown[name] === text) continue;
    shown[name] = text;
    if (name === "text") element.textContent = text;
    else element.setAttribute(name, text);
  }
}

let context: CanvasRenderingContext2D | null = null;

/** The width of a text in the page's own face, in px. */
export function measureText(text: string, size: string, weight: number): number {
  context ??= document.createElement("canvas").getContext("2d");
  if (!context) return text.length * 6.5;
  context.font = `${weight} ${size} ${getComputedStyle(document.body).fontFamily}`;
  return context.measureText(text).width;
}
