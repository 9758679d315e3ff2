import { readInk } from "./ink";
import { nameFamilies } from "./shapes";

/** Properties that children take from their parents, and those that stand for one element, with their defaults. */
const inherited = [
  "font-size",
  "font-weight",
  "letter-spacing",
  "text-anchor",
  "stroke-width",
  "stroke-linejoin",
  "stroke-linecap",
  "stroke-dasharray",
  "paint-order",
] as const;
const own = { opacity: "1", filter: "none", "clip-path": "none", mask: "none", transform: "none" } as const;
const paints = [
  ["fill", "fill-opacity"],
  ["stroke", "stroke-opacity"],
] as const;

/** A copy of a drawing in the page that needs no style sheet. Parts that are not seen are left out. */
export function inlineSvg(source: SVGElement): SVGElement {
  const copy = source.cloneNode(false) as SVGElement;
  for (const name of copy.getAttributeNames())
    if (name === "class" || name === "style" || /^(data|aria)-|^(role|tabindex)$/.test(name))
      copy.removeAttribute(name);
  const style = getComputedStyle(source);
  const parent = source.parentElement && getComputedStyle(source.parentElement);
  const isRoot = !(source.parentElement instanceof SVGElement);
  for (const name of inherited) {
    const value = style.getPropertyValue(name);
    if (isRoot || value !== parent?.getPropertyValue(name)) copy.setAttribute(name, value);
    else copy.removeAttribute(name);
  }
  if (isRoot || style.fontFamily !== parent?.fontFamily)
    copy.setAttribute("font-family", nameFamilies(style.fontFamily));
  for (const [name, initial] of Object.entries(own)) {
    const value = style.getPropertyValue(name);
    // A transform by attribute is computed too, as a matrix.
    if (name === "transform" && /transform/i.test(source.getAttributeNames().join())) continue;
    if (value !== "" && value !== initial) copy.setAttribute(name, value.replaceAll('"', ""));
  }
  for (const [name, opacity] of paints) inlinePaint(copy, style, name, opacity);
  if (source.tagName === "stop") inlinePaint(copy, style, "stop-color", "stop-opacity");
  for (const child of source.childNodes) {
    if (child instanceof SVGElement) {
      if (isSeen(child)) copy.append(inlineSvg(child));
    } else if (child.nodeType === Node.TEXT_NODE) copy.append(child.cloneNode());
  }
  return copy;
}

function inlinePaint(copy: SVGElement, style: CSSStyleDeclaration, name: string, opacity: string): void {
  const value = style.getPropertyValue(name);
  const ink = readInk(value);
  copy.setAttribute(name, ink?.hex ?? (value.startsWith("url(") ? value.replaceAll('"', "") : "none"));
  const whole = Number(style.getPropertyValue(opacity)) * (ink?.opacity ?? 1);
  if (whole === 1) copy.removeAttribute(opacity);
  else copy.setAttribute(opacity, String(Math.round(whole * 1_000) / 1_000));
}

function isSeen(element: SVGElement): boolean {
  if (element.tagName === "desc" || element.tagName === "title") return false;
  const style = getComputedStyle(element);
  const isDefinition = element.closest("defs") !== null || element.tagName === "defs";
  return isDefinition || (style.display !== "none" && style.visibility !== "hidden");
}

/** What paths refer to elsewhere in the page, so that the picture has all that it needs. */
export function findReferred(picture: SVGElement): SVGElement[] {
  const markup = picture.outerHTML;
  const ids = new Set([...markup.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id!));
  return [...ids].flatMap((id) => {
    if (picture.querySelector(`#${CSS.escape(id)}`)) return [];
    const referred = document.getElementById(id);
    return referred instanceof SVGElement ? [inlineSvg(referred)] : [];
  });
}
