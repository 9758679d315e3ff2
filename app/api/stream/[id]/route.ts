import { sseHeaders } from "@/lib/live/sse";
import { dropDescription, findDescription } from "@/lib/server/descriptions";
import { errorResponse } from "@/lib/server/errors";
import { handle } from "@/lib/server/handle";
import { getRuntime } from "@/lib/server/runtime";
import { serveStream } from "@/lib/server/serve-stream";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ id: string }> };

const unknown = () => errorResponse("not_found", "no such stream: it was deleted, or not used for an hour");

export function HEAD(request: Request, { params }: Context): Promise<Response> {
  return handle(request, "view", async () => {
    const description = await findDescription(getRuntime().boards, (await params).id);
    return description ? new Response(null, { headers: sseHeaders }) : unknown();
  });
}

export function GET(request: Request, { params }: Context): Promise<Response> {
  return handle(request, "view", async () => {
    const description = await findDescription(getRuntime().boards, (await params).id);
    return description ? serveStream(request, description, new Set(description.held)) : unknown();
  });
}

export function DELETE(request: Request, { params }: Context): Promise<Response> {
  return handle(request, "view", async () => {
    await dropDescription(getRuntime().boards, (await params).id);
    return new Response(null, { status: 204 });
  });
}
