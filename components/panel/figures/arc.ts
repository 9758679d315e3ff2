/** A part of a circle, by degrees clockwise from the right; y points down. */
export interface Arc {
  x: number;
  y: number;
  radius: number;
  fromDegrees: number;
  sweepDegrees: number;
}

/** The place at a share of the arc, `offset` px outside of it. */
export function arcPoint({ x, y, radius, fromDegrees, sweepDegrees }: Arc, share: number, offset = 0) {
  const angle = ((fromDegrees + share * sweepDegrees) * Math.PI) / 180;
  return { x: x + (radius + offset) * Math.cos(angle), y: y + (radius + offset) * Math.sin(angle) };
}

/** The path from one share of the arc to another; empty when they are the same. */
export function writeArc(arc: Arc, fromShare: number, toShare: number, offset = 0): string {
  if (!(toShare > fromShare)) return "";
  const [from, to] = [arcPoint(arc, fromShare, offset), arcPoint(arc, toShare, offset)];
  const radius = round(arc.radius + offset);
  const large = (toShare - fromShare) * arc.sweepDegrees > 180 ? 1 : 0;
  return `M${round(from.x)} ${round(from.y)}A${radius} ${radius} 0 ${large} 1 ${round(to.x)} ${round(to.y)}`;
}

function round(px: number): number {
  return Math.round(px * 100) / 100;
}
