import { findPapers } from "../drawing/print";
import { printSpan } from "./caption";
import { findReferred } from "./inline";
import { readInk } from "./ink";
import { nameFamilies, shape } from "./shapes";
import { tracePage } from "./trace-page";

const captionPx = 24;
/** What is for working with a panel, and what paths stand for. */
const skip = ".panel-actions, .panel-marker, .panel-canvas, .unseen";

/**
 * A panel as a picture of its own: as the reader sees it, with its time below. It needs neither a style sheet
 * nor anything else from elsewhere; faces are named. `rangeMs` is for panels without a time axis.
 */
export function makePanelSvg(panel: HTMLElement, rangeMs: number): SVGElement {
  const papers = findPapers(panel);
  const clears = papers.map((paper) => paper.draw());
  try {
    const origin = panel.getBoundingClientRect();
    const style = getComputedStyle(panel);
    const [width, height] = [Math.round(origin.width), Math.round(origin.height) + captionPx];
    const picture = shape("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, role: "img" });
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const paper = readInk(style.backgroundColor)?.hex ?? "#ffffff";
    const definitions = shape("defs", {});
    picture.append(shape("title", {}, panel.ariaLabel ?? ""), definitions);
    picture.append(shape("rect", { width, height, fill: paper }));
    for (const child of panel.children) tracePage(child, picture, { origin, skip });
    const now = Date.now();
    const span = papers[0]?.span() ?? { fromMs: now - rangeMs, untilMs: now };
    const caption = {
      x: 13,
      y: height - 9,
      fill: readInk(resolve(panel, "--text-3"))?.hex ?? "#777777",
      "font-family": nameFamilies(style.fontFamily),
      "font-size": "11px",
    };
    picture.append(shape("text", caption, printSpan(span)));
    definitions.append(...findReferred(picture));
    return picture;
  } finally {
    for (const clear of clears) clear();
  }
}

/** A variable's colour in a place of the page, as the browser computes it. */
function resolve(place: HTMLElement, variable: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${variable})`;
  place.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
