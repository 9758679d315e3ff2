import { createHash } from "node:crypto";
import type { Match, Matches } from "./resolve";
import { type ArgumentValue, type Reference, type Target, targetsIn } from "./syntax";

const signatures = new WeakMap<readonly Match[], string>();

/** What two targets must have in common to be the same lines: their text, series and step. */
export function createSignature(matches: Matches, stepMs: number): (target: Target) => string {
  const ofReference = (reference: Reference) =>
    `${reference.text}#${signMatches(matches.get(reference) ?? [])}`;
  const ofValue = (value: ArgumentValue): string =>
    Array.isArray(value)
      ? `[${value.map(ofValue).join(",")}]`
      : targetsIn(value).length > 0
        ? ofTarget(value as Target)
        : typeof value === "number"
          ? String(value)
          : JSON.stringify(value);
  const ofTarget = (target: Target): string =>
    target.type === "reference"
      ? ofReference(target)
      : `${target.name}(${target.arguments.map(ofValue).join(",")})`;
  return (target) => `${stepMs} ${ofTarget(target)}`;
}

function signMatches(matches: readonly Match[]): string {
  const known = signatures.get(matches);
  if (known !== undefined) return known;
  const text = matches.map(({ series, statistic, name }) => `${series} ${statistic} ${name}`).join("\n");
  const signature = createTextHash(text);
  signatures.set(matches, signature);
  return signature;
}

export function createTextHash(text: string): string {
  return createHash("sha1").update(text).digest("base64url");
}
