import { readDescriptionBody } from "@/lib/server/body";
import { changeDescription, dropDescription, parseChange } from "@/lib/server/descriptions";
import { errorResponse } from "@/lib/server/errors";
import { handle } from "@/lib/server/handle";
import { maxTargets } from "@/lib/query/limits";
import { getRuntime } from "@/lib/server/runtime";
import { headStream, serveStream, unknownStream } from "@/lib/server/serve-stream";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ id: string }> };

export async function HEAD(request: Request, { params }: Context): Promise<Response> {
  return headStream(request, (await params).id);
}

export async function GET(request: Request, { params }: Context): Promise<Response> {
  return serveStream(request, (await params).id);
}

/** Answers when the change is stored; whoever holds the stream goes on with it. */
export function PATCH(request: Request, { params }: Context): Promise<Response> {
  return handle(request, "view", async () => {
    const body = await readDescriptionBody(request);
    if (body instanceof Response) return body;
    const parsed = parseChange(body);
    if ("fault" in parsed) return errorResponse("bad_request", parsed.fault);
    const refused = await changeDescription(getRuntime().boards, (await params).id, parsed.change);
    if (refused === "unknown") return unknownStream();
    if (refused === "too_many")
      return errorResponse("bad_request", `a stream has at most ${maxTargets} targets`);
    if (refused === "busy")
      return errorResponse("conflict", "others change this stream all the time: try again");
    return new Response(null, { status: 204 });
  });
}

export function DELETE(request: Request, { params }: Context): Promise<Response> {
  return handle(request, "view", async () => {
    await dropDescription(getRuntime().boards, (await params).id);
    return new Response(null, { status: 204 });
  });
}
