import type { Grid, Line, SketchLine } from "./lines";
import type { ArgumentValue, Call, Reference, Target } from "./syntax";

/** Computes the steps [from, until) of the scene's grid. */
export type Run = (from: number, until: number) => void;

/** Where a target's own series come from, over the scene's grid. */
export interface Leaves {
  lines(reference: Reference, shiftMs: number): Line[];
  sketch(reference: Reference, shiftMs: number): SketchLine;
}

/** The steps a target is evaluated over. Functions add to `runs` what computes their lines. */
export interface Scene {
  grid: Grid;
  /** The first step of the range as the present function sees it; earlier ones are there to look back at. */
  first: number;
  /** Where the steps end that are over; later ones are still to come. */
  end: number;
  shiftMs: number;
  nowMs: number;
  /** Whether steps follow: small shifts then look back in what is held. */
  live: boolean;
  run(run: Run): void;
  lines(target: Target): Line[];
  sketch(target: Reference): SketchLine;
  /** The same, beginning so many steps earlier. */
  back(steps: number): Scene;
  shifted(ms: number): Scene;
}

/** A call as its function sees it: arguments by name. */
export interface SceneCall {
  scene: Scene;
  call: Call;
  list(name: string, scene?: Scene): Line[];
  lists(name: string, scene?: Scene): Line[][];
  sketch(name: string): SketchLine;
  number(name: string): number;
  text(name: string): string;
  flag(name: string): boolean;
  /** As it was given, or null. */
  value(name: string): ArgumentValue;
  values(name: string): (number | string)[];
  /** A window in steps of the list it is over, and how far it reaches back in steps of the scene. */
  window(name: string): { points: number; back: number };
}

/** Which of a line's own steps the scene's steps [from, until) touch. */
export function spanOn(scene: Scene, grid: Grid, from: number, until: number): [number, number] {
  if (grid === scene.grid) return [from, until];
  const { startMs, stepMs } = scene.grid;
  const first = Math.floor((startMs + from * stepMs - grid.startMs) / grid.stepMs);
  const last = Math.ceil((startMs + until * stepMs - grid.startMs) / grid.stepMs);
  return [Math.max(0, first), Math.min(grid.length, last)];
}

/** The first step of the range on a line's own grid. */
export function firstOn(scene: Scene, grid: Grid): number {
  return grid === scene.grid ? scene.first : 0;
}

/** What a declared function does with a call. */
export type Implementation = (call: SceneCall) => Line[];
