import { deflateSync } from "node:zlib";
import type { Chart, Point, Shape } from "./shapes";
import { measureText, outlineText } from "./glyphs";
import { createRaster, fillOutlines, type Outlines, type Raster } from "./raster";

/** The picture as PNG, drawn by us: no browser, no font and no library of images is asked for. */
export function renderPng({ width, height, background, shapes }: Chart): Uint8Array<ArrayBuffer> {
  const raster = createRaster(width, height, background);
  for (const shape of shapes) {
    const opacity = shape.type === "text" ? 1 : shape.opacity;
    for (const outlines of outline(shape)) fillOutlines(raster, outlines, shape.color, opacity);
  }
  return encodePng(raster);
}

/** A long line is filled in pieces: each costs the box around it. */
const segmentsAtOnce = 24;

function outline(shape: Shape): Outlines[] {
  if (shape.type === "fill") return [[shape.points.flat()]];
  if (shape.type === "stroke") {
    const pieces: Outlines[] = [];
    for (let from = 0; from + 1 < shape.points.length; from += segmentsAtOnce)
      pieces.push(outlineStroke(shape.points.slice(from, from + segmentsAtOnce + 1), shape.width / 2));
    return pieces;
  }
  const { x, y, text, size, anchor, upwards } = shape;
  const width = measureText(text, size);
  const shift = anchor === "start" ? 0 : anchor === "middle" ? -width / 2 : -width;
  const turned = outlineText(text, size).map((points) =>
    points.map((_, i) => {
      const [along, down] = [points[i - (i % 2)]! + shift, points[i - (i % 2) + 1]!];
      if (upwards) return i % 2 === 0 ? x + down : y - along;
      return i % 2 === 0 ? x + along : y + down;
    }),
  );
  return [turned];
}

/** A box for each part of a line and a disc at each joint, all of one direction, so that they add up. */
function outlineStroke(points: readonly Point[], half: number): number[][] {
  const outlines: number[][] = [];
  for (let i = 1; i < points.length; i++) {
    const [[x0, y0], [x1, y1]] = [points[i - 1]!, points[i]!];
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (length === 0) continue;
    const [acrossX, acrossY] = [(-(y1 - y0) / length) * half, ((x1 - x0) / length) * half];
    outlines.push([
      x0 + acrossX,
      y0 + acrossY,
      x0 - acrossX,
      y0 - acrossY,
      x1 - acrossX,
      y1 - acrossY,
      x1 + acrossX,
      y1 + acrossY,
    ]);
    if (i > 1) outlines.push(outlineDisc(x0, y0, half));
  }
  return outlines;
}

const corners = 8;

function outlineDisc(x: number, y: number, radius: number): number[] {
  return Array.from({ length: corners }, (_, i) => (i / corners) * 2 * Math.PI).flatMap((angle) => [
    x + Math.cos(angle) * radius,
    y + Math.sin(angle) * radius,
  ]);
}

function encodePng({ width, height, pixels }: Raster): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a channel, red green and blue.
  header.set([8, 2], 8);
  const stride = width * 3;
  const rows = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++)
    rows.set(pixels.subarray(y * stride, (y + 1) * stride), y * (stride + 1) + 1);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ];
  return new Uint8Array(Buffer.concat(parts));
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(checksum(body));
  return Buffer.concat([length, body, sum]);
}

const sums = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1;
  return sum;
});

function checksum(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = sums[(sum ^ byte) & 255]! ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
