import { readInk } from "./ink";
import { nameFamilies, shape } from "./shapes";

/** The lines of a text of the page as SVG, where they stand and as far as they are seen. */
export function drawText(node: Text, origin: DOMRect): SVGElement[] {
  const element = node.parentElement!;
  const style = getComputedStyle(element);
  const ink = readInk(style.color);
  if (!ink) return [];
  return linesOf(node).map(({ text, box }) => {
    const attributes = {
      x: box.left - origin.left,
      y: baselineOf(box, style) - origin.top,
      fill: ink.hex,
      "fill-opacity": ink.opacity === 1 ? null : ink.opacity,
      "font-family": nameFamilies(style.fontFamily),
      "font-size": style.fontSize,
      "font-weight": style.fontWeight,
      "letter-spacing": style.letterSpacing === "normal" ? null : style.letterSpacing,
      style: "font-variant-numeric:tabular-nums;white-space:pre",
    };
    return shape("text", attributes, text);
  });
}

interface Line {
  text: string;
  box: DOMRect;
}

/** Words that stand at one height are a line; one that its element cuts short ends with dots. */
function linesOf(node: Text): Line[] {
  const range = document.createRange();
  const lines: (Line & { from: number; to: number })[] = [];
  for (const { 0: word, index } of node.data.matchAll(/\S+/g)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    const last = lines[lines.length - 1];
    const to = index + word.length;
    if (last && Math.abs(last.box.top - box.top) < 2) Object.assign(last, { to });
    else lines.push({ text: word, box, from: index, to });
  }
  const edge = edgeOf(node.parentElement!);
  return lines.map(({ from, to }) => {
    range.setStart(node, from);
    range.setEnd(node, to);
    const box = range.getBoundingClientRect();
    const text = range.toString().replaceAll(/\s+/g, " ");
    if (box.right <= edge + 1) return { text, box };
    let end = to;
    for (; end > from && range.getBoundingClientRect().right > edge - 10; end--) range.setEnd(node, end);
    return { text: `${range.toString().trimEnd()}…`, box };
  });
}

/** Where an element that cuts its text short does so. */
function edgeOf(element: Element): number {
  return getComputedStyle(element).textOverflow === "ellipsis"
    ? element.getBoundingClientRect().right
    : Number.POSITIVE_INFINITY;
}

const context = document.createElement("canvas").getContext("2d")!;

function baselineOf(box: DOMRect, { fontWeight, fontSize, fontFamily }: CSSStyleDeclaration): number {
  context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
  const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = context.measureText("0");
  return box.top + (box.height - above - below) / 2 + above;
}
