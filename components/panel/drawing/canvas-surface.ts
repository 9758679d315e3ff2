import { resolveColor } from "./page-colors";
import type { Plot } from "./plot";
import type { Surface } from "./surface";

/** Room for the newest samples' dots around the plot, in px. */
const overhangPx = 8;

/** One canvas under Highcharts' own drawing, as fine as the screen. */
export function createCanvasSurface(container: HTMLElement): Surface {
  const canvas = document.createElement("canvas");
  canvas.className = "panel-canvas";
  canvas.setAttribute("aria-hidden", "true");
  const context = canvas.getContext("2d")!;
  let shown = "";
  let font: string | null = null;
  let plot: Plot | null = null;
  return {
    begin(next) {
      plot = next;
      place(next);
      context.clearRect(next.left - overhangPx, next.top - overhangPx, canvas.width, canvas.height);
      context.save();
      context.beginPath();
      context.rect(next.left, next.top - 1, next.width, next.height + 2);
      context.clip();
    },
    stroke({ color, widthPx, dash }, trace) {
      context.strokeStyle = resolveColor(color);
      context.lineWidth = widthPx;
      context.setLineDash(dash ? [...dash] : []);
      context.beginPath();
      trace(context);
      context.stroke();
    },
    fill({ color, opacity, isFading }, trace) {
      context.fillStyle = isFading && plot ? fade(plot, color, opacity) : resolveColor(color, opacity);
      context.beginPath();
      trace(context);
      context.fill();
    },
    text(x, y, words, color) {
      context.fillStyle = resolveColor(color);
      context.font = font ??= `600 11px ${getComputedStyle(container).fontFamily}`;
      context.fillText(words, x, y);
    },
    unclip: () => context.restore(),
    dot(x, y, radius, { color, opacity }) {
      context.fillStyle = resolveColor(color, opacity);
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.fill();
    },
    remove: () => canvas.remove(),
  };

  function place({ left, top, width, height }: Plot): void {
    const ratio = window.devicePixelRatio || 1;
    const [widthPx, heightPx] = [width + 2 * overhangPx, height + 2 * overhangPx];
    const wanted = [left, top, widthPx, heightPx, ratio].join(" ");
    if (wanted === shown) return;
    shown = wanted;
    canvas.width = Math.round(widthPx * ratio);
    canvas.height = Math.round(heightPx * ratio);
    Object.assign(canvas.style, {
      left: `${left - overhangPx}px`,
      top: `${top - overhangPx}px`,
      width: `${widthPx}px`,
      height: `${heightPx}px`,
    });
    // Everything is drawn in the container's own px.
    context.setTransform(ratio, 0, 0, ratio, (overhangPx - left) * ratio, (overhangPx - top) * ratio);
    context.lineJoin = "round";
    // Not before it has its place: an element that moves afterwards is a shift of the page's layout.
    if (!canvas.isConnected) container.prepend(canvas);
  }

  function fade({ top, height }: Plot, color: string, opacity: number): CanvasGradient {
    const gradient = context.createLinearGradient(0, top, 0, top + height);
    gradient.addColorStop(0, resolveColor(color, opacity));
    gradient.addColorStop(1, resolveColor(color, 0));
    return gradient;
  }
}
