/** The corners of a curve, in the order of time. NaN is a gap. Filled again and again: good until the next use. */
export interface Vertices {
  count: number;
  ms: Float64Array;
  values: Float64Array;
}

export function makeVertices(): Vertices {
  return { count: 0, ms: new Float64Array(512), values: new Float64Array(512) };
}

/** Empties it, with room for `room` corners. */
export function resetVertices(vertices: Vertices, room: number): void {
  vertices.count = 0;
  if (vertices.ms.length >= room) return;
  vertices.ms = new Float64Array(2 * room);
  vertices.values = new Float64Array(2 * room);
}

export function addVertex(vertices: Vertices, ms: number, value: number): void {
  vertices.ms[vertices.count] = ms;
  vertices.values[vertices.count++] = value;
}

/** Leaves the gaps out, so that their neighbours are joined. */
export function dropGaps(vertices: Vertices): void {
  const { ms, values, count } = vertices;
  vertices.count = 0;
  for (let i = 0; i < count; i++) if (!Number.isNaN(values[i]!)) addVertex(vertices, ms[i]!, values[i]!);
}
