import { contentTypeOf, readBody } from "@/lib/server/body";
import { errorResponse } from "@/lib/server/errors";
import { handle } from "@/lib/server/handle";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

const maxBodyBytes = 1 << 20;

/** StatsD lines in a body → how many were accepted, and how many were bad. */
export function POST(request: Request): Promise<Response> {
  return handle(request, "edit", async () => {
    const { ingest } = getRuntime();
    if (!ingest)
      return errorResponse("unavailable", "this process takes no samples in: STATBOARD_INGEST is off");
    // A form on another site can send text/plain too; what stops it is the check of Origin.
    if (contentTypeOf(request) !== "text/plain")
      return errorResponse("bad_content_type", "send StatsD lines as text/plain");
    const text = await readBody(request, maxBodyBytes);
    if (text === null) return errorResponse("too_large", "a body has at most 1 MB: send several");
    return Response.json(await ingest.receive(text), { headers: { "cache-control": "no-store" } });
  });
}
