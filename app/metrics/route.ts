import { handle } from "@/lib/server/handle";
import { printMetrics } from "@/lib/server/prometheus";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

export function GET(request: Request): Promise<Response> {
  return handle(request, "view", async () => {
    const text = await printMetrics(getRuntime(), Date.now());
    const headers = {
      "content-type": "text/plain; version=0.0.4; charset=utf-8",
      "cache-control": "no-store",
    };
    return new Response(text, { headers });
  });
}
