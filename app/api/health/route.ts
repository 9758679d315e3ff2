import { handle } from "@/lib/server/handle";
import { readHealth } from "@/lib/server/health";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

/** 200 while steps are stored, 503 while not; the body says why. */
export function GET(request: Request): Promise<Response> {
  return handle(request, "view", async () => {
    const health = await readHealth(getRuntime(), Date.now());
    const status = health.status === "ok" ? 200 : 503;
    return Response.json(health, { status, headers: { "cache-control": "no-store" } });
  });
}
