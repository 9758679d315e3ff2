import { printCsv } from "@/lib/query/csv";
import { maxQueryPoints, maxTargets } from "@/lib/query/limits";
import { queryRange } from "@/lib/query/query";
import { handle } from "@/lib/server/handle";
import { BadParameter, readCount, readRange, readStep, readTargets, readTime } from "@/lib/server/parameters";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

export function GET(request: Request): Promise<Response> {
  return handle(request, "view", async () => {
    const params = new URL(request.url).searchParams;
    const nowMs = Date.now();
    const untilMs = readTime(params, "until", nowMs) ?? nowMs;
    const fromMs = readTime(params, "from", nowMs) ?? untilMs - readRange(params);
    if (fromMs >= untilMs) throw new BadParameter("from: it must be before until");
    const format = params.get("format") ?? "json";
    if (format !== "json" && format !== "csv")
      throw new BadParameter(`format: "${format}" is neither json nor csv`);
    const asked = params.has("maxDataPoints");
    const query = {
      targets: readTargets(params, maxTargets),
      fromMs,
      untilMs,
      stepMs: readStep(params),
      maxDataPoints: readCount(params, "maxDataPoints", maxQueryPoints, maxQueryPoints),
    };
    const { store, config } = getRuntime();
    const bounded = asked || query.stepMs !== null ? query : { ...query, maxDataPoints: null };
    const result = await queryRange(store, config.retention, bounded, nowMs);
    const headers = { "cache-control": "no-store" };
    if (format === "json") return Response.json(result, { headers });
    return new Response(printCsv(result.series), {
      headers: { ...headers, "content-type": "text/csv; charset=utf-8" },
    });
  });
}
