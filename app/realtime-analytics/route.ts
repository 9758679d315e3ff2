import { systemClock } from "@/lib/metric/clock";
import { defaultId, followRealtime, isUsableId } from "@/lib/compat/realtime";
import { everyInterval } from "@/lib/live/event-stream";
import { sseHeaders } from "@/lib/live/sse";
import { maxTargets } from "@/lib/query/limits";
import { authorize } from "@/lib/server/auth";
import { handle } from "@/lib/server/handle";
import { BadParameter } from "@/lib/server/parameters";
import { getRuntime } from "@/lib/server/runtime";
import { serveEvents } from "@/lib/server/serve-stream";

export const dynamic = "force-dynamic";

const idleMs = 28_000;

export function HEAD(request: Request): Response {
  return authorize(request, "view") ?? new Response(null, { headers: sseHeaders });
}

/** The stream that pages of 2015 open: `?id=<bucket>`, as often as they like. */
export function GET(request: Request): Promise<Response> {
  return handle(request, "view", () => {
    const asked = new URL(request.url).searchParams.getAll("id");
    const ids = asked.length > 0 ? asked : [defaultId];
    if (!ids.every(isUsableId)) throw new BadParameter("id: it is empty, or holds a line break");
    if (ids.length > maxTargets) throw new BadParameter(`id: ${ids.length} of them, at most ${maxTargets}`);
    const { store, evaluator, config } = getRuntime();
    const follow = {
      store,
      evaluator,
      clock: systemClock,
      retention: config.retention,
      every: everyInterval,
    };
    return serveEvents(request, idleMs, (stream) =>
      followRealtime(follow, ids, (bytes) => void stream.send(bytes)),
    );
  });
}
