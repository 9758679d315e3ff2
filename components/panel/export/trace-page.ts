import { inlineSvg } from "./inline";
import { readInk } from "./ink";
import { shape } from "./shapes";
import { drawText } from "./text";

interface Trace {
  /** Of the picture, on the page. */
  origin: DOMRect;
  /** What is not part of a picture. */
  skip: string;
}

/** An element of the page and all that is in it, as SVG: boxes, texts and drawings where they stand. */
export function tracePage(element: Element, into: SVGElement, how: Trace): void {
  if (element.matches(how.skip)) return;
  const style = getComputedStyle(element);
  if (style.display === "none" || style.visibility === "hidden" || style.opacity === "0") return;
  const box = element.getBoundingClientRect();
  const place = {
    x: box.left - how.origin.left,
    y: box.top - how.origin.top,
    width: box.width,
    height: box.height,
  };
  const isPlain = style.opacity === "1" && style.filter === "none";
  const parent = isPlain
    ? into
    : shape("g", { opacity: style.opacity, filter: style.filter === "none" ? null : style.filter });
  if (!isPlain) into.append(parent);
  if (element instanceof SVGElement) {
    const drawing = inlineSvg(element);
    for (const [name, value] of Object.entries(place)) drawing.setAttribute(name, String(value));
    parent.append(drawing);
    return;
  }
  if (element instanceof HTMLCanvasElement) {
    parent.append(shape("image", { ...place, href: element.toDataURL() }));
    return;
  }
  drawBox(style, place, parent);
  const inner = clips(element, style) ? clipTo(place, parent) : parent;
  for (const child of element.childNodes) {
    if (child instanceof Element) tracePage(child, inner, how);
    else if (child instanceof Text) inner.append(...drawText(child, how.origin));
  }
}

type Place = Record<"x" | "y" | "width" | "height", number>;

function drawBox(style: CSSStyleDeclaration, place: Place, into: SVGElement): void {
  const fill = readInk(style.backgroundColor);
  const widthPx = Number.parseFloat(style.borderTopWidth) || 0;
  const stroke = widthPx === 0 ? null : readInk(style.borderTopColor);
  const dashes = style.backgroundImage.includes("repeating-linear-gradient(to right")
    ? readInk(/(?:rgba?|color)\([^)]*\)/.exec(style.backgroundImage)?.[0] ?? "")
    : null;
  if (dashes) {
    const y = place.y + place.height / 2;
    const line = { x1: place.x, x2: place.x + place.width, y1: y, y2: y };
    const ink = { stroke: dashes.hex, "stroke-width": place.height, "stroke-dasharray": "4 2" };
    into.append(shape("line", { ...line, ...ink }));
  }
  if (!fill && !stroke) return;
  const half = stroke ? widthPx / 2 : 0;
  into.append(
    shape("rect", {
      x: place.x + half,
      y: place.y + half,
      width: Math.max(0, place.width - 2 * half),
      height: Math.max(0, place.height - 2 * half),
      rx: Math.min(Number.parseFloat(style.borderTopLeftRadius) || 0, place.height / 2) || null,
      fill: fill?.hex ?? "none",
      "fill-opacity": fill && fill.opacity !== 1 ? fill.opacity : null,
      stroke: stroke?.hex ?? null,
      "stroke-opacity": stroke && stroke.opacity !== 1 ? stroke.opacity : null,
      "stroke-width": stroke ? widthPx : null,
    }),
  );
}

/** Whether something in it is hidden by its edges; texts that are cut short say so themselves. */
function clips(element: Element, style: CSSStyleDeclaration): boolean {
  if (style.overflow === "visible" || style.textOverflow === "ellipsis") return false;
  return element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1;
}

let clipPaths = 0;

function clipTo(place: Place, into: SVGElement): SVGElement {
  const id = `clip-${++clipPaths}`;
  const group = shape("g", { "clip-path": `url(#${id})` });
  into.append(shape("clipPath", { id }, shape("rect", place)), group);
  return group;
}
