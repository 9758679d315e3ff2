import { listTree } from "@/lib/query/tree";
import { handle } from "@/lib/server/handle";
import { BadParameter, readCount } from "@/lib/server/parameters";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

const defaultLimit = 500;
const maxLimit = 5_000;
const maxPrefixLength = 1_000;

/** What stands one dot below `prefix`, or at the top. */
export function GET(request: Request): Promise<Response> {
  return handle(request, "view", async () => {
    const params = new URL(request.url).searchParams;
    const prefix = params.get("prefix") || null;
    if (prefix !== null && prefix.length > maxPrefixLength)
      throw new BadParameter(`prefix: at most ${maxPrefixLength} characters`);
    const limit = readCount(params, "limit", defaultLimit, maxLimit);
    const level = await listTree(getRuntime().store, { prefix, limit });
    return Response.json(level, { headers: { "cache-control": "no-store" } });
  });
}
