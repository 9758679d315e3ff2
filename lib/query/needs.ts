import { declarations } from "./declarations";
import type { FunctionDeclaration, Scope } from "./declarations/declaration";
import { parseInterval } from "./interval";
import { Fault } from "./reader";
import { type ArgumentValue, type Call, type Reference, type Target, targetsIn } from "./syntax";

/** A longer shift reads the store; a shorter one looks back in what a live stream holds. */
export const maxHeldShiftSteps = 600;

/** What must be read for a reference: how long before the range, how long ago, and whether sketches too. */
export interface Need {
  reference: Reference;
  beforeMs: number;
  shiftMs: number;
  sketch: boolean;
}

export interface Needs {
  leaves: Need[];
  /** The longest of all. */
  beforeMs: number;
  /** How far back in all, shifts among them. */
  reachMs: number;
  scope: Scope;
  /** What the steps of its lines that are longer must begin with: of `summarize` and its like. */
  alignMs: number;
}

/** What a target needs when its series come in steps of `stepMs`. Throws a Fault where it makes no sense. */
export function needsOf(target: Target, stepMs: number, live: boolean): Needs {
  const leaves: Need[] = [];
  let scope: Scope = "point";
  let alignMs = stepMs;
  visit(target, 0, 0);
  const beforeMs = Math.max(0, ...leaves.map((need) => need.beforeMs));
  const reachMs = Math.max(0, ...leaves.map((need) => need.beforeMs + Math.max(0, need.shiftMs)));
  return { leaves, beforeMs, reachMs, scope, alignMs };

  function visit(each: Target, beforeMs: number, shiftMs: number): void {
    if (each.type === "reference")
      return void leaves.push({ reference: each, beforeMs, shiftMs, sketch: false });
    const declaration: FunctionDeclaration = declarations[each.name];
    scope = widest(scope, declaration.scope);
    const children = each.arguments.flatMap(targetsIn);
    if (takesSketches(each)) {
      for (const child of children) {
        if (child.type !== "reference")
          throw new Fault(child.position, `${each.name} takes the name of timers, not another function`);
        leaves.push({ reference: child, beforeMs, shiftMs, sketch: true });
      }
      return;
    }
    if (declaration.widens) alignMs = leastCommon(alignMs, Math.max(stepMs, intervalOf(each, "widens")));
    const ms = lookBack(each, declaration, stepMs, live);
    if (declaration.scope === "shift") {
      const shift = shiftOf(each, stepMs);
      const isHeld = live && isHeldShift(shift, stepMs);
      if (isHeld) scope = widest(scope, "window");
      for (const child of children)
        visit(child, beforeMs + (isHeld ? shift : 0), shiftMs + (isHeld ? 0 : shift));
      return;
    }
    for (const child of children) visit(child, beforeMs + ms, shiftMs);
  }
}

/** References whose sketches a target takes, not lines of them. */
export function sketchedIn(target: Target): Reference[] {
  if (target.type === "reference") return [];
  const children = target.arguments.flatMap(targetsIn);
  if (!takesSketches(target)) return children.flatMap(sketchedIn);
  return children.flatMap((each) => (each.type === "reference" ? [each] : []));
}

function takesSketches({ name }: Call): boolean {
  return name === "percentile" || name === "heatmap";
}

/** The step of a target's own lines, the longest where they differ. */
export function stepOf(target: Target, stepMs: number): number {
  if (target.type === "reference") return stepMs;
  const declaration: FunctionDeclaration = declarations[target.name];
  if (declaration.widens) return Math.max(stepMs, intervalOf(target, "widens"));
  return Math.max(stepMs, ...target.arguments.flatMap(targetsIn).map((each) => stepOf(each, stepMs)));
}

/** How long ago `timeShift` means, in whole steps: `1d`, `-1d` are the past, `+1d` what comes. */
export function shiftOf(call: Call, stepMs: number): number {
  const text = String(call.arguments[1]);
  const ms = parseInterval(text) ?? 0;
  const past = /^\s*\d/.test(text) ? ms : -ms;
  return Math.round(past / stepMs) * stepMs;
}

export function isHeldShift(shiftMs: number, stepMs: number): boolean {
  return shiftMs >= 0 && shiftMs <= maxHeldShiftSteps * stepMs;
}

/** Inside a range nothing is read before it, unless the declaration says so; a live window holds it all. */
function lookBack(call: Call, declaration: FunctionDeclaration, stepMs: number, live: boolean): number {
  const { back, readsBefore } = declaration;
  if (back === undefined || (!readsBefore && !live)) return 0;
  const childStepMs = stepOf(call.arguments[0] as Target, stepMs);
  const value = typeof back === "number" ? back : argumentOf(call, declaration, back);
  return typeof value === "number"
    ? value * childStepMs
    : Math.ceil(Math.abs(parseInterval(String(value)) ?? 0) / stepMs) * stepMs;
}

function intervalOf(call: Call, of: "widens"): number {
  const declaration: FunctionDeclaration = declarations[call.name];
  return Math.abs(parseInterval(String(argumentOf(call, declaration, declaration[of]!))) ?? 0);
}

function argumentOf(call: Call, { params }: FunctionDeclaration, name: string): ArgumentValue {
  return call.arguments[params.findIndex((each) => each.name === name)] ?? null;
}

const order: readonly Scope[] = ["point", "shift", "window", "range"];

function widest(a: Scope, b: Scope): Scope {
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

export function leastCommon(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
