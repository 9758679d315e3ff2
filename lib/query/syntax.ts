import type { Kind } from "@/lib/metric/series";
import type { FunctionName } from "./declarations";
import type { TagExpression } from "./tags";

/** A parsed target. */
export type Target = Reference | Call;

/** `timers:api.*:p95`: which series, and which statistic of them. */
export interface Reference {
  type: "reference";
  text: string;
  /** Null: the one kind that has the bucket. */
  kind: Kind | null;
  /** A bucket with its tags, or a glob. */
  pattern: string;
  /** Null: the kind's own default. */
  statistic: string | null;
  /** Where it stands in the target, the first character being 1. */
  position: number;
  /** Of `seriesByTag(…)`: all of them must hold. */
  tags?: readonly TagExpression[];
}

export interface Call {
  type: "call";
  name: FunctionName;
  /** The call as it was written. */
  text: string;
  position: number;
  /** One for each declared parameter: its default where it was left out, a list where it repeats. */
  arguments: ArgumentValue[];
}

export type ArgumentValue = Target | number | string | boolean | null | ArgumentValue[];

export interface TargetFault {
  /** 1 is the first character. */
  position: number;
  message: string;
}

/** Every reference in a target, in the order in which they stand in it. */
export function referencesOf(target: Target): Reference[] {
  if (target.type === "reference") return [target];
  return target.arguments.flatMap(targetsIn).flatMap(referencesOf);
}

/** The targets among an argument's values. */
export function targetsIn(value: ArgumentValue): Target[] {
  if (Array.isArray(value)) return value.flatMap(targetsIn);
  return value !== null && typeof value === "object" ? [value] : [];
}
