// The moment that is pointed at: one for the page, shown by all its panels.

export interface Cursor {
  ms: number;
  /** The id of the panel that it was set on. */
  owner: string;
}

/** Moves the cursor of one panel from point to point. */
type Stepper = (points: number) => void;

const listeners = new Set<() => void>();
const steppers = new Map<string, Stepper>();
let cursor: Cursor | null = null;

export function readCursor(): Cursor | null {
  return cursor;
}

export function moveCursor(next: Cursor | null): void {
  if (next === cursor || (next && next.ms === cursor?.ms && next.owner === cursor.owner)) return;
  cursor = next;
  for (const listener of listeners) listener();
}

/** Takes the cursor away, if it is this panel's. */
export function leaveCursor(owner: string): void {
  if (cursor?.owner === owner) moveCursor(null);
}

export function onCursor(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** One point on, or −1 back, in a panel that has registered how. */
export function stepCursor(owner: string, points: number): void {
  steppers.get(owner)?.(points);
}

export function registerStepper(owner: string, step: Stepper): () => void {
  steppers.set(owner, step);
  return () => {
    if (steppers.get(owner) === step) steppers.delete(owner);
    leaveCursor(owner);
  };
}
