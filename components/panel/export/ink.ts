/** A colour as every reader of SVG knows it. */
export interface Ink {
  /** `#rrggbb` */
  hex: string;
  opacity: number;
}

/** A computed CSS colour → its ink; null when nothing of it is seen. */
export function readInk(color: string): Ink | null {
  const wide = /^color\(srgb (\S+) (\S+) (\S+?)(?: \/ (\S+))?\)$/.exec(color);
  const plain = /^rgba?\((\d+),? (\d+),? (\d+)(?:,? (?:\/ )?([\d.]+))?\)$/.exec(color);
  const match = wide ?? plain;
  if (!match) return null;
  const most = wide ? 1 : 255;
  const channels = match.slice(1, 4).map((text) => Math.round((255 * Number(text)) / most));
  const opacity = match[4] === undefined ? 1 : Number(match[4]);
  if (opacity === 0) return null;
  const hex = channels.map((each) => Math.min(255, Math.max(0, each)).toString(16).padStart(2, "0")).join("");
  return { hex: `#${hex}`, opacity };
}
