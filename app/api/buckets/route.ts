import { isKind } from "@/lib/metric/series";
import { listBuckets } from "@/lib/query/buckets";
import { removeBuckets } from "@/lib/server/bucket-edits";
import { handle } from "@/lib/server/handle";
import { BadParameter, readCount, readOffset } from "@/lib/server/parameters";
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
    const offset = readOffset(params, "offset");
    const { store, config } = getRuntime();
    const { flushMs, retention } = config;
    const query = { words, kind, offset, limit, flushMs, retention, nowMs: Date.now() };
    return Response.json(await listBuckets(store, query), { headers: { "cache-control": "no-store" } });
  });
}

/** `?series=counters:a&series=…`: forgets them and their history. */
export function DELETE(request: Request): Promise<Response> {
  return handle(request, "edit", () =>
    removeBuckets(getRuntime().store, new URL(request.url).searchParams.getAll("series")),
  );
}
