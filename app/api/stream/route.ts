import { sseHeaders } from "@/lib/live/sse";
import { maxTargets } from "@/lib/query/limits";
import { authorize } from "@/lib/server/auth";
import { contentTypeOf, readBody } from "@/lib/server/body";
import { keepDescription, parseDescription } from "@/lib/server/descriptions";
import { errorResponse } from "@/lib/server/errors";
import { handle } from "@/lib/server/handle";
import { readDescription } from "@/lib/server/parameters";
import { getRuntime } from "@/lib/server/runtime";
import { serveStream } from "@/lib/server/serve-stream";

export const dynamic = "force-dynamic";

const maxBodyBytes = 256 << 10;

// Next would answer HEAD by running GET, whose stream nobody ever ends then.
export function HEAD(request: Request): Response {
  return authorize(request, "view") ?? new Response(null, { headers: sseHeaders });
}

export function GET(request: Request): Promise<Response> {
  return handle(request, "view", () => {
    const description = readDescription(new URL(request.url).searchParams, maxTargets);
    return serveStream(request, description, new Set());
  });
}

export function POST(request: Request): Promise<Response> {
  return handle(request, "view", async () => {
    if (contentTypeOf(request) !== "application/json")
      return errorResponse("bad_content_type", "send the description as application/json");
    const text = await readBody(request, maxBodyBytes);
    if (text === null) return errorResponse("too_large", "a description has at most 256 KB");
    const parsed = parseDescription(text);
    if ("fault" in parsed) return errorResponse("bad_request", parsed.fault);
    const id = await keepDescription(getRuntime().boards, parsed.description);
    const body = { id, url: `/api/stream/${id}`, nowMs: Date.now() };
    return Response.json(body, { status: 201, headers: { "cache-control": "no-store" } });
  });
}
