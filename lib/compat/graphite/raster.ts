import { type Color, rgbOf } from "./chart-options";

/** Pixels, three bytes each, row by row. */
export interface Raster {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/** Closed outlines, each x, y, x, y, …; areas inside outlines of opposite direction are holes. */
export type Outlines = readonly (readonly number[])[];

export function createRaster(width: number, height: number, background: Color): Raster {
  const pixels = new Uint8Array(width * height * 3);
  const color = rgbOf(background);
  for (let i = 0; i < pixels.length; i++) pixels[i] = color[i % 3]!;
  return { width, height, pixels };
}

/**
 * Fills outlines with smooth edges: each edge adds the signed area right of it to the pixels it crosses, and
 * a sum along each row gives how much of every pixel is covered.
 */
export function fillOutlines(raster: Raster, outlines: Outlines, color: Color, opacity: number): void {
  const box = findBox(raster, outlines);
  if (box.width <= 0 || box.height <= 0) return;
  const area = new Float32Array((box.width + 2) * box.height);
  for (const points of outlines)
    for (let i = 0; i < points.length; i += 2) {
      const next = (i + 2) % points.length;
      addEdge(area, box, points[i]!, points[i + 1]!, points[next]!, points[next + 1]!);
    }
  paint(raster, area, box, rgbOf(color), opacity);
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

function findBox({ width, height }: Raster, outlines: Outlines): Box {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const points of outlines)
    for (let i = 0; i < points.length; i += 2) {
      left = Math.min(left, points[i]!);
      right = Math.max(right, points[i]!);
      top = Math.min(top, points[i + 1]!);
      bottom = Math.max(bottom, points[i + 1]!);
    }
  left = Math.max(0, Math.floor(left));
  top = Math.max(0, Math.floor(top));
  return {
    left,
    top,
    width: Math.min(width, Math.ceil(right)) - left,
    height: Math.min(height, Math.ceil(bottom)) - top,
  };
}

function addEdge(area: Float32Array, box: Box, x0: number, y0: number, x1: number, y1: number): void {
  if (y0 === y1) return;
  const direction = y0 < y1 ? 1 : -1;
  const [topX, topY, bottomX, bottomY] = y0 < y1 ? [x0, y0, x1, y1] : [x1, y1, x0, y0];
  const slope = (bottomX - topX) / (bottomY - topY);
  const from = Math.max(topY, box.top);
  const until = Math.min(bottomY, box.top + box.height);
  for (let y = from; y < until;) {
    const row = Math.floor(y);
    const end = Math.min(row + 1, until);
    const left = topX + (y - topY) * slope - box.left;
    const right = topX + (end - topY) * slope - box.left;
    addSpan(area, (row - box.top) * (box.width + 2), box.width, direction * (end - y), left, right);
    y = end;
  }
}

/** One edge within one row: `height` of it, between two places that may lie outside. */
function addSpan(area: Float32Array, row: number, width: number, height: number, a: number, b: number): void {
  const left = Math.min(width, Math.max(0, Math.min(a, b)));
  const right = Math.min(width, Math.max(0, Math.max(a, b)));
  const first = Math.floor(left);
  const last = Math.floor(right);
  if (first === last || right - left < 1e-9) {
    const inside = height * (1 - ((left + right) / 2 - first));
    area[row + first]! += inside;
    area[row + first + 1]! += height - inside;
    return;
  }
  let before = 0;
  for (let x = first; x <= last; x++) {
    const [from, until] = [Math.max(left, x), Math.min(right, x + 1)];
    const part = (height * (until - from)) / (right - left);
    const inside = part * (1 - ((from + until) / 2 - x));
    area[row + x]! += before + inside;
    before = part - inside;
  }
  area[row + last + 1]! += before;
}

function paint(
  raster: Raster,
  area: Float32Array,
  box: Box,
  color: readonly number[],
  opacity: number,
): void {
  const { pixels, width } = raster;
  for (let y = 0; y < box.height; y++) {
    let sum = 0;
    for (let x = 0; x < box.width; x++) {
      sum += area[y * (box.width + 2) + x]!;
      const cover = Math.min(1, Math.abs(sum)) * opacity;
      if (cover < 0.002) continue;
      const at = ((box.top + y) * width + box.left + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const under = pixels[at + channel]!;
        pixels[at + channel] = Math.round(under + (color[channel]! - under) * cover);
      }
    }
  }
}
