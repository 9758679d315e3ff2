import { maxTargets } from "@/lib/query/limits";
import { GraphiteFault } from "./fault";
import { parseTime } from "./time";
import { pickZone } from "./zone";

/** The last of several values: a form's body comes after the address, and so wins. */
export function lastOf(params: URLSearchParams, name: string): string | null {
  return params.getAll(name).at(-1) ?? null;
}

/** Every value, also in the form `name[]` that PHP and jQuery write. */
export function allOf(params: URLSearchParams, name: string): string[] {
  const values = params.getAll(name);
  return values.length > 0 ? values : params.getAll(`${name}[]`);
}

export function readFlag(params: URLSearchParams, name: string): boolean {
  return ["1", "true"].includes((lastOf(params, name) ?? "").toLowerCase());
}

/** A whole number from 1 on; null when it is not given, or is no such number, as Graphite reads it. */
export function readWhole(params: URLSearchParams, name: string, max: number): number | null {
  const text = lastOf(params, name) ?? "";
  return /^\d{1,15}$/.test(text) && Number(text) > 0 ? Math.min(max, Number(text)) : null;
}

export function readTargets(params: URLSearchParams): string[] {
  const targets = allOf(params, "target").filter((target) => target.trim() !== "");
  if (targets.length > maxTargets)
    throw new GraphiteFault(`${targets.length} targets, at most ${maxTargets}`);
  return targets;
}

/** `from` (a day ago by default), `until` (now), in the zone `tz`; whichever is earlier comes first. */
export function readSpan(
  params: URLSearchParams,
  nowMs: number,
): { fromMs: number; untilMs: number; zone: string } {
  const zone = pickZone(lastOf(params, "tz"));
  const now = lastOf(params, "now");
  const atMs = now === null ? nowMs : parseTime(now, nowMs, zone);
  const [from, until] = [
    parseTime(lastOf(params, "from") ?? "-1d", atMs, zone),
    parseTime(lastOf(params, "until") ?? "now", atMs, zone),
  ];
  if (from === until) throw new GraphiteFault("Invalid empty time range");
  return { fromMs: Math.min(from, until), untilMs: Math.max(from, until), zone };
}

/** JSON, or with `jsonp` a script that calls that function with it. */
export function sendJson(params: URLSearchParams, text: string): Response {
  const jsonp = lastOf(params, "jsonp");
  if (jsonp !== null && !/^[A-Za-z_$][\w$.]{0,99}$/.test(jsonp))
    throw new GraphiteFault("jsonp: a name of a function is letters, digits, _, $ and dots");
  const type = jsonp === null ? "application/json" : "text/javascript; charset=utf-8";
  const headers = { "content-type": type, "cache-control": "no-store" };
  return new Response(jsonp === null ? text : `${jsonp}(${text})`, { headers });
}
