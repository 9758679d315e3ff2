import { parsePlan } from "@/lib/doctor/plan";
import { playSelfTest } from "@/lib/doctor/play";
import { everyInterval } from "@/lib/live/event-stream";
import { sseHeaders } from "@/lib/live/sse";
import { authorize } from "@/lib/server/auth";
import { addressOf } from "@/lib/server/client";
import { handle } from "@/lib/server/handle";
import { BadParameter } from "@/lib/server/parameters";
import { serveEvents } from "@/lib/server/serve-stream";

export const dynamic = "force-dynamic";

/** The self-test sends its heartbeats itself, so that its silence is as long as it says. */
const neverIdleMs = 3_600_000;

export function HEAD(request: Request): Response {
  return authorize(request, "view") ?? new Response(null, { headers: sseHeaders });
}

/** A stream that talks for `ms`, then is silent for `quiet` but for heartbeats: lib/doctor reads it. */
export function GET(request: Request): Promise<Response> {
  return handle(request, "view", () => {
    const plan = parsePlan(new URL(request.url).searchParams);
    if (!plan) throw new BadParameter("ms is at most 30000, quiet at most 300000, both in milliseconds");
    const seen = {
      host: request.headers.get("host") ?? "",
      address: addressOf(request.headers),
    };
    return serveEvents(request, neverIdleMs, (stream) =>
      playSelfTest({ plan, seen, now: Date.now, every: everyInterval, ...stream }),
    );
  });
}
