import { QueryFault } from "@/lib/query/query";
import { type Right, authorize } from "./auth";
import { errorResponse } from "./errors";
import { BadParameter } from "./parameters";
import { getRuntime } from "./runtime";

/** Checks the right, runs a route's own part, and turns what it throws into an answer. */
export async function handle<T = Response>(
  request: Request,
  right: Right,
  run: () => T | Promise<T>,
): Promise<T | Response> {
  const refused = authorize(request, right);
  if (refused) return refused;
  try {
    return await run();
  } catch (error) {
    if (error instanceof BadParameter) return errorResponse("bad_request", error.message);
    if (error instanceof QueryFault) return errorResponse(error.code, error.message);
    const { state, reason } = getRuntime().store.health();
    if (state === "away")
      return errorResponse("store_away", reason ?? "the store is away", { "retry-after": "1" });
    return errorResponse("internal", error instanceof Error ? error.message : "something went wrong");
  }
}
