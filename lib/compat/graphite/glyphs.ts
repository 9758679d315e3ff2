import inter from "./inter.json" with { type: "json" };

/**
 * Outlines of Inter at weight 450, ASCII and Latin-1, so that pictures need no font at run time.
 * Copyright 2016 The Inter Project Authors (https://github.com/rsms/inter), SIL Open Font License 1.1.
 */
const glyphs = new Map<string, [advance: number, outline: string]>(
  Object.entries(inter as unknown as Record<string, [number, string]>),
);
const unitsPerEm = 1_000;
/** An empty box stands for characters that are not in the table. */
const missing: [number, string] = [600, "m60 0l0 700l480 0l0-700zm60 60l360 0l0 580l-360 0z"];

/** Closed outlines, each x, y, x, y, …; y grows downwards from the baseline. */
export type Outline = number[];

export function measureText(text: string, size: number): number {
  return [...text].reduce((sum, char) => sum + glyphOf(char)[0], 0) * (size / unitsPerEm);
}

/** A text cut in its middle, so that it is at most `width` wide: `shop.chec…lat.p95`. */
export function fitText(text: string, size: number, width: number): string {
  if (measureText(text, size) <= width) return text;
  const chars = [...text];
  for (let kept = chars.length - 1; kept > 0; kept--) {
    const head = Math.ceil(kept / 2);
    const cut = `${chars.slice(0, head).join("")}…${chars.slice(chars.length - (kept - head)).join("")}`;
    if (measureText(cut, size) <= width) return cut;
  }
  return "…";
}

/** The outlines of a text whose baseline begins at 0, 0. */
export function outlineText(text: string, size: number): Outline[] {
  const scale = size / unitsPerEm;
  let x = 0;
  return [...text].flatMap((char) => {
    const [advance, path] = glyphOf(char);
    const outlines = readOutlines(path, x, scale);
    x += advance * scale;
    return outlines;
  });
}

function glyphOf(char: string): [number, string] {
  return glyphs.get(char) ?? missing;
}

const curveParts = 4;

function readOutlines(path: string, offsetX: number, scale: number): Outline[] {
  const outlines: Outline[] = [];
  let [x, y] = [0, 0];
  let start: [number, number] = [0, 0];
  let outline: Outline = [];
  const add = (atX: number, atY: number) => outline.push(offsetX + atX * scale, -atY * scale);
  for (const [, command, numbers] of path.matchAll(/([mlqz])([^mlqz]*)/g)) {
    const [a = 0, b = 0, c = 0, d = 0] = [...numbers!.matchAll(/-?\d+/g)].map(Number);
    if (command === "z") [x, y] = start;
    else if (command === "q") {
      for (let part = 1; part <= curveParts; part++) {
        const t = part / curveParts;
        const [along, end] = [2 * t * (1 - t), t * t];
        add(x + along * a + end * c, y + along * b + end * d);
      }
      [x, y] = [x + c, y + d];
    } else {
      [x, y] = [x + a, y + b];
      if (command === "m") {
        outlines.push((outline = []));
        start = [x, y];
      }
      add(x, y);
    }
  }
  return outlines;
}
