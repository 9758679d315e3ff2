import { readDashData } from "@/lib/compat/batsd/data";
import { handle } from "@/lib/server/handle";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

/** batsd-dash's data, and its errors. */
export function GET(request: Request): Promise<Response> {
  return handle(request, "view", async () => {
    const { store, config } = getRuntime();
    const options = { store, retention: config.retention, now: Date.now };
    const answer = await readDashData(options, new URL(request.url).searchParams);
    const headers = { "cache-control": "no-store" };
    if ("error" in answer) return Response.json({ error: answer.error }, { status: 400, headers });
    return Response.json(answer.data, { headers });
  });
}
