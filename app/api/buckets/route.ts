import { isKind } from "@/lib/metric/series";
import { listBuckets } from "@/lib/query/buckets";
import { handle } from "@/lib/server/handle";
import { BadParameter, readCount } from "@/lib/server/parameters";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

const defaultLimit = 50;
const maxLimit = 500;
const maxWordsLength = 200;

export function GET(request: Request): Promise<Response> {
  return handle(request, "view", async () => {
    const params = new URL(request.url).searchParams;
    const words = params.get("q") ?? "";
    if (words.length > maxWordsLength) throw new BadParameter(`q: at most ${maxWordsLength} characters`);
    const kind = params.get("kind");
    if (kind !== null && !isKind(kind))
      throw new BadParameter(`kind: "${kind}" is none of counters, gauges, timers, sets`);
    const limit = readCount(params, "limit", defaultLimit, maxLimit);
    const { store, config } = getRuntime();
    const search = { words, kind, limit, flushMs: config.flushMs, nowMs: Date.now() };
    return Response.json(await listBuckets(store, search), { headers: { "cache-control": "no-store" } });
  });
}
