import { parseDuration } from "@/lib/metric/duration";
import { maxRangeMs, minRangeMs } from "@/lib/metric/retention";
import { versionOf } from "@/lib/query/followed";
import type { Versioned } from "@/lib/query/stream-hub";
import { defaultRangeMs } from "@/lib/dashboard/dashboard";

/** What is wrong with a request, as a sentence that names the parameter. */
export class BadParameter extends Error {
  override name = "BadParameter";
}

/** `range=15m`: from one minute to 60 days; 15 minutes when it is not given. */
export function readRange(params: URLSearchParams): number {
  const text = params.get("range");
  if (text === null) return defaultRangeMs;
  const ms = parseDuration(text);
  if (ms === null || ms < minRangeMs || ms > maxRangeMs)
    throw new BadParameter(`range: "${text}" is no length of time from 1m to 60d, for example 15m`);
  return ms;
}

/** `step=10s`; null when it is not given, or `auto`. */
export function readStep(params: URLSearchParams): number | null {
  const text = params.get("step");
  if (text === null || text === "auto") return null;
  const ms = parseDuration(text);
  if (ms === null) throw new BadParameter(`step: "${text}" is no length of time, for example 10s`);
  return ms;
}

export function readTargets(params: URLSearchParams, max: number): string[] {
  const targets = params.getAll("target");
  if (targets.length === 0)
    throw new BadParameter("target: at least one is needed, for example target=api.hits");
  if (targets.length > max) throw new BadParameter(`target: ${targets.length} of them, at most ${max}`);
  return targets;
}

/** A whole number of at least 1, or `otherwise`. */
export function readCount(params: URLSearchParams, name: string, otherwise: number, max: number): number {
  const text = params.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1)
    throw new BadParameter(`${name}: "${text}" is no whole number above 0`);
  return Math.min(max, Number(text));
}

/** A whole number from 0, which it is when it is not given. */
export function readOffset(params: URLSearchParams, name: string): number {
  const text = params.get(name) ?? "0";
  if (!/^\d{1,9}$/.test(text)) throw new BadParameter(`${name}: "${text}" is no whole number`);
  return Number(text);
}

/** `now`, `-15m`, epoch seconds or epoch milliseconds. */
export function readTime(params: URLSearchParams, name: string, nowMs: number): number | null {
  const text = params.get(name);
  if (text === null) return null;
  if (text === "now") return nowMs;
  const ago = text.startsWith("-") ? parseDuration(text.slice(1)) : null;
  if (ago !== null) return nowMs - ago;
  if (/^\d{1,11}(\.\d+)?$/.test(text)) return Math.round(Number(text) * 1_000);
  if (/^\d{12,15}$/.test(text)) return Number(text);
  throw new BadParameter(`${name}: "${text}" is no time; give now, -15m, or epoch seconds or milliseconds`);
}

/** GET /api/stream: each target under its own place as key. */
export function readTargetStream(params: URLSearchParams, maxTargets: number): Versioned {
  const [rangeMs, stepMs] = [readRange(params), readStep(params)];
  const targets = readTargets(params, maxTargets);
  const subscriptions = targets.map((target, i) => ({ key: String(i), target, rangeMs, stepMs }));
  const description = { subscriptions, names: false };
  return { ...description, version: versionOf(description) };
}
