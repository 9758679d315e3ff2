import { listEvents, postEvent } from "@/lib/server/events";
import { handle } from "@/lib/server/handle";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

/** Deploy markers and annotations of a span. */
export function GET(request: Request): Promise<Response> {
  return handle(request, "view", async () => {
    const params = new URL(request.url).searchParams;
    const page = await listEvents(getRuntime().boards, params, Date.now());
    return Response.json(page, { headers: { "cache-control": "no-store" } });
  });
}

/** `curl -d v1.4.2 /api/events?tag=web`, or JSON. */
export function POST(request: Request): Promise<Response> {
  return handle(request, "edit", () => postEvent(getRuntime().boards, request, Date.now()));
}
