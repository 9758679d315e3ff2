import { handle } from "@/lib/server/handle";

export const dynamic = "force-dynamic";

/** The Graphite whose API this is: Grafana asks for tags and functions from 1.1 on. */
export function GET(request: Request): Promise<Response> {
  return handle(request, "view", () => new Response("1.1.10", { headers: { "content-type": "text/plain" } }));
}
