// The moment that is pointed at: one for the page, shown by all its panels.

import type { SeriesWindow } from "@/lib/live/window";
import type { Picture } from "../drawing/picture";

export interface Cursor {
  ms: number;
  /** The id of the panel that it was set on. */
  owner: string;
  /** The other end of the part of time that is being dragged over; null when nothing is. */
  dragFromMs: number | null;
  /** It stays where it is, whatever the pointer does. */
  isPinned: boolean;
}

/** What a panel on the page offers to those that know only its id. */
export interface PanelHandle {
  /** Moves the cursor from point to point. */
  step(points: number): void;
  /** What is drawn; null before anything is. */
  picture(): Picture | null;
  /** What is followed live, whatever is drawn. */
  windows(): SeriesWindow[];
}

const listeners = new Set<() => void>();
/** In the order in which they came to the page. */
const panels = new Map<string, PanelHandle>();
let cursor: Cursor | null = null;

export function readCursor(): Cursor | null {
  return cursor;
}

/** Follows a pointer; a pinned cursor does not. */
export function moveCursor(at: { ms: number; owner: string; dragFromMs?: number } | null): void {
  if (!cursor?.isPinned) set(at && { dragFromMs: null, isPinned: false, ...at });
}

/** From point to point: a pinned cursor stays pinned where it comes to. */
export function placeCursor(ms: number, owner: string): void {
  set({ ms, owner, dragFromMs: null, isPinned: cursor?.isPinned ?? false });
}

export function pinCursor(): void {
  if (cursor) set({ ...cursor, dragFromMs: null, isPinned: true });
}

export function dropCursor(): void {
  set(null);
}

/** Takes the cursor away, if it is this panel's and not pinned. */
export function leaveCursor(owner: string): void {
  if (cursor?.owner === owner) moveCursor(null);
}

export function onCursor(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** So many points on, or back, in that panel; without a name, in the one that has the cursor, or the first. */
export function stepCursor(points: number, owner?: string): void {
  const chosen = owner ?? cursor?.owner ?? panels.keys().next().value;
  if (chosen !== undefined) panels.get(chosen)?.step(points);
}

export function registerPanel(owner: string, handle: PanelHandle): () => void {
  panels.set(owner, handle);
  return () => {
    if (panels.get(owner) === handle) panels.delete(owner);
    if (cursor?.owner === owner) set(null);
  };
}

export function listPanels(): PanelHandle[] {
  return [...panels.values()];
}

function set(next: Cursor | null): void {
  if (next === cursor || (next && cursor && isEqual(next, cursor))) return;
  cursor = next;
  for (const listener of listeners) listener();
}

function isEqual(one: Cursor, other: Cursor): boolean {
  return (
    one.ms === other.ms &&
    one.owner === other.owner &&
    one.dragFromMs === other.dragFromMs &&
    one.isPinned === other.isPinned
  );
}
