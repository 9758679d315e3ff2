import { addressOf } from "./client";
import { errorResponse } from "./errors";
import { type Right, rightOf } from "./rights";
import { getRuntime } from "./runtime";

export type { Right } from "./rights";

/** Null when the request may go on, else the answer to give. Every route handler calls it first. */
export function authorize(request: Request, right: Right): Response | null {
  const { config, attempts } = getRuntime();
  if (config.tokens.edit === null) return null;
  const address = addressOf(request.headers);
  const guesses = request.headers.has("authorization");
  if (guesses && !attempts.allowed(address))
    return errorResponse("too_many_attempts", "too many wrong tokens: wait a minute");
  const granted = rightOf(request.headers, config.tokens);
  if (granted === "edit" || granted === right) return null;
  if (granted === "view") return errorResponse("forbidden", "this token may only view");
  if (guesses) attempts.failed(address);
  return errorResponse("unauthorized", "send `Authorization: Bearer <token>`, or sign in at /sign-in", {
    "www-authenticate": "Bearer",
  });
}
