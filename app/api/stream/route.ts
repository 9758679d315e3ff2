import { readDescriptionBody } from "@/lib/server/body";
import { keepDescription, parseDescription } from "@/lib/server/descriptions";
import { errorResponse } from "@/lib/server/errors";
import { handle } from "@/lib/server/handle";
import { getRuntime } from "@/lib/server/runtime";
import { headStream, serveStream } from "@/lib/server/serve-stream";

export const dynamic = "force-dynamic";

export function HEAD(request: Request): Promise<Response> {
  return headStream(request, null);
}

export function GET(request: Request): Promise<Response> {
  return serveStream(request, null);
}

export function POST(request: Request): Promise<Response> {
  return handle(request, "view", async () => {
    const body = await readDescriptionBody(request);
    if (body instanceof Response) return body;
    const parsed = parseDescription(body);
    if ("fault" in parsed) return errorResponse("bad_request", parsed.fault);
    const id = await keepDescription(getRuntime().boards, parsed.description);
    const answer = { id, url: `/api/stream/${id}`, nowMs: Date.now() };
    return Response.json(answer, { status: 201, headers: { "cache-control": "no-store" } });
  });
}
