import type { Plot } from "./plot";
import type { Fill, Surface } from "./surface";
import type { Pen } from "./trace";

const namespace = "http://www.w3.org/2000/svg";
let surfaces = 0;

/** Paths in an SVG picture, as the first things in it, so that axes and labels stand over them. */
export function createSvgSurface(svg: SVGElement): Surface {
  const id = `curves-${++surfaces}`;
  const group = make("g", { class: "panel-curves" });
  svg.prepend(group);
  let plot: Plot | null = null;
  let parent: Element = group;
  return {
    begin(next) {
      plot = next;
      group.replaceChildren();
      const clip = make("clipPath", { id });
      clip.append(
        make("rect", { x: next.left, y: next.top - 1, width: next.width, height: next.height + 2 }),
      );
      parent = make("g", { "clip-path": `url(#${id})` });
      group.append(clip, parent);
    },
    stroke({ color, widthPx, dash }, trace) {
      const line = {
        "stroke-width": widthPx,
        "stroke-linejoin": "round",
        ...(dash && { "stroke-dasharray": dash.join(" ") }),
      };
      const path = make("path", { d: writePath(trace), fill: "none", ...line });
      path.style.stroke = color;
      parent.append(path);
    },
    fill(how, trace) {
      const path = make("path", { d: writePath(trace), stroke: "none" });
      path.style.fill = how.isFading && plot ? addFade(how, plot) : how.color;
      if (!how.isFading) path.style.fillOpacity = String(how.opacity);
      parent.append(path);
    },
    text(x, y, words, color) {
      const text = make("text", { x: round(x), y: round(y), "font-size": 11, "font-weight": 600 });
      text.style.fill = color;
      text.textContent = words;
      parent.append(text);
    },
    unclip: () => void (parent = group),
    dot(x, y, radius, { color, opacity }) {
      const circle = make("circle", { cx: round(x), cy: round(y), r: radius, "fill-opacity": opacity });
      circle.style.fill = color;
      parent.append(circle);
    },
    remove: () => group.remove(),
  };

  function addFade({ color, opacity }: Fill, { top, height }: Plot): string {
    const name = `${id}-${group.childElementCount}`;
    const gradient = make("linearGradient", {
      id: name,
      gradientUnits: "userSpaceOnUse",
      x1: 0,
      x2: 0,
      y1: top,
      y2: top + height,
    });
    for (const [offset, stopOpacity] of [
      [0, opacity],
      [1, 0],
    ] as const) {
      const stop = make("stop", { offset, "stop-opacity": stopOpacity });
      stop.style.stopColor = color;
      gradient.append(stop);
    }
    group.append(gradient);
    return `url(#${name})`;
  }
}

/** The path as SVG writes it, to a hundredth of a px. */
export function writePath(trace: (pen: Pen) => void): string {
  let path = "";
  trace({
    moveTo: (x, y) => void (path += `M${round(x)} ${round(y)}`),
    lineTo: (x, y) => void (path += `L${round(x)} ${round(y)}`),
  });
  return path;
}

function make(tag: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

function round(px: number): number {
  return Math.round(px * 100) / 100;
}
