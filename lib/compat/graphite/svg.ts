import type { Chart, Point, Shape } from "./shapes";

/** The picture as SVG. Names and titles are text in it, whatever they hold. */
export function printSvg({ width, height, background, shapes }: Chart): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Inter, system-ui, sans-serif">`,
    `<rect width="${width}" height="${height}" fill="${background}"/>`,
    ...shapes.map(printShape),
    "</svg>\n",
  ].join("\n");
}

function printShape(shape: Shape): string {
  if (shape.type === "stroke") {
    const { points, color, width, opacity } = shape;
    return `<polyline points="${printPoints(points)}" fill="none" stroke="${color}" stroke-width="${width}" stroke-linejoin="round" stroke-opacity="${opacity}"/>`;
  }
  if (shape.type === "fill")
    return `<polygon points="${printPoints(shape.points)}" fill="${shape.color}" fill-opacity="${shape.opacity}"/>`;
  const { x, y, text, size, color, anchor, upwards } = shape;
  const turn = upwards ? ` transform="rotate(-90 ${round(x)} ${round(y)})"` : "";
  return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" fill="${color}" text-anchor="${anchor}"${turn}>${escapeText(text)}</text>`;
}

function printPoints(points: readonly Point[]): string {
  return points.map(([x, y]) => `${round(x)},${round(y)}`).join(" ");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** Characters that XML has no form for are left out. */
function escapeText(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDFFF](?![\uDC00-\uDFFF])/g, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
