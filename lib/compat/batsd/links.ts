import { printDuration } from "@/lib/metric/duration";
import { maxRangeMs, minRangeMs } from "@/lib/metric/retention";
import type { Kind } from "@/lib/metric/series";

const dashRangeMs = 1_800_000;
const kinds = ["counters", "timers", "gauges"] as const;

/**
 * batsd-dash's `/graph#counters=a.b,c.d&timers=e.f:mean&start=…&stop=…` as a board's link: one panel with
 * all of it. Boards end now, so the range reaches back to `start`. Without metrics: the default board.
 */
export function graphToBoardLink(hash: string, nowMs: number): string {
  const fields = new Map(
    hash
      .replace(/^#/, "")
      .split("&")
      .map((field) => [field.split("=", 1)[0]!, decode(field.slice(field.indexOf("=") + 1))]),
  );
  const targets = kinds.flatMap((kind) =>
    (fields.get(kind) ?? "")
      .split(",")
      .filter((name) => name !== "")
      .map((name) => toTarget(kind, name)),
  );
  if (targets.length === 0) return "/";
  const startS = Number(fields.get("start"));
  const spanMs = startS > 0 ? nowMs - startS * 1_000 : dashRangeMs;
  return printLink(targets, spanMs);
}

/** batsdboard's `/counters/<name>` and `/timers/<name>/<measure>`. Without a name: the default board. */
export function pathToBoardLink(kind: Kind, [name = "", measure]: readonly string[]): string {
  if (name === "") return "/";
  return printLink([toTarget(kind, measure === undefined ? name : `${name}:${measure}`)], null);
}

function toTarget(kind: Kind, name: string): string {
  return kind === "timers" && !name.includes(":") ? `timers:${name}:mean` : `${kind}:${name}`;
}

/** The board's readable form: a plus in front of a target puts it into the panel before it. */
function printLink(targets: readonly string[], spanMs: number | null): string {
  const parts = targets.map((target, i) => `target=${i === 0 ? "" : "%2B"}${encode(target)}`);
  if (spanMs !== null) {
    const minutesMs = Math.ceil(spanMs / 60_000) * 60_000;
    parts.push(`range=${printDuration(Math.min(maxRangeMs, Math.max(minRangeMs, minutesMs)))}`);
  }
  return `/?${parts.join("&")}`;
}

/** Names stay readable. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("%3A", ":");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
