import type { Retention } from "@/lib/metric/retention";
import { maxQueryPoints, maxScalarSeries } from "@/lib/query/limits";
import { queryLines } from "@/lib/query/query";
import type { MetricStore } from "@/lib/store/port";
import { readChartOptions } from "./chart-options";
import { consolidate, type WholeLine } from "./consolidate";
import { GraphiteFault } from "./fault";
import { lastOf, readFlag, readSpan, readTargets, readWhole, sendJson } from "./parameters";
import { renderPng } from "./png";
import { printCsv, printJson, printRaw } from "./print";
import { layChart } from "./chart";
import { printSvg } from "./svg";

export interface GraphiteContext {
  store: Pick<MetricStore, "read" | "find">;
  retention: Retention;
  nowMs: number;
}

const maxLinesDrawn = 500;
const noStore = { "cache-control": "no-store" };

/** `/render`: targets over a span, as json, csv, raw, or a picture, which is what no format means. */
export async function render(context: GraphiteContext, params: URLSearchParams): Promise<Response> {
  const format = lastOf(params, "format") ?? (params.has("rawData") ? "raw" : "png");
  if (!["json", "csv", "raw", "png", "svg"].includes(format))
    throw new GraphiteFault(`format: "${format}" is none of json, csv, raw, png, svg`);
  const graphType = lastOf(params, "graphType") ?? "line";
  if (graphType !== "line") throw new GraphiteFault(`graphType: "${graphType}" is not drawn here, line is`);
  const span = readSpan(params, context.nowMs);
  const lines = await queryTargets(context, params, span);
  if (format === "json") {
    const most = readWhole(params, "maxDataPoints", Number.MAX_SAFE_INTEGER);
    const shown = most === null ? lines : consolidate(lines, most);
    const text = printJson(shown, { noNullPoints: params.has("noNullPoints") });
    return sendJson(params, readFlag(params, "pretty") ? JSON.stringify(JSON.parse(text), null, 2) : text);
  }
  if (format === "csv") return send(printCsv(lines, span.zone), "text/csv; charset=utf-8");
  if (format === "raw") return send(printRaw(lines), "text/plain; charset=utf-8");
  if (lines.length > maxLinesDrawn)
    throw new GraphiteFault(`${lines.length} lines are too many for a picture: at most ${maxLinesDrawn}`);
  const chart = layChart(lines, { ...readChartOptions(params), ...span });
  if (format === "svg") return sendSvg(params, printSvg(chart));
  return send(renderPng(chart), "image/png");
}

async function queryTargets(
  { store, retention, nowMs }: GraphiteContext,
  params: URLSearchParams,
  span: { fromMs: number; untilMs: number },
): Promise<WholeLine[]> {
  const targets = readTargets(params);
  if (targets.length === 0) return [];
  const oldestMs = nowMs - retention.at(-1)!.keptMs;
  const [fromMs, untilMs] = [Math.max(span.fromMs, oldestMs), Math.max(span.untilMs, oldestMs)];
  const stepMs = pickArchiveStep(retention, nowMs - fromMs, untilMs - fromMs);
  // As whisper: the first step after `from`, up to the one that holds `until`.
  const after = (ms: number) => (Math.floor(ms / stepMs) + 1) * stepMs;
  const query = {
    targets,
    fromMs: after(fromMs),
    untilMs: after(untilMs),
    stepMs,
    maxDataPoints: maxQueryPoints,
    maxLines: maxScalarSeries,
    naming: "graphite" as const,
  };
  const { lines } = await queryLines(store, retention, query, nowMs);
  return lines;
}

/** The finest archive that reaches back far enough, as Graphite; a multiple of it where that is too many points. */
function pickArchiveStep(retention: Retention, ageMs: number, spanMs: number): number {
  const { stepMs } = retention.find((archive) => archive.keptMs >= ageMs) ?? retention.at(-1)!;
  return Math.max(1, Math.ceil(spanMs / stepMs / maxQueryPoints)) * stepMs;
}

function sendSvg(params: URLSearchParams, svg: string): Response {
  if (params.has("jsonp")) return sendJson(params, JSON.stringify(svg));
  // Opened by itself it is a page of this origin: it may run nothing.
  return send(svg, "image/svg+xml", {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
  });
}

function send(
  body: string | Uint8Array<ArrayBuffer>,
  type: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(body, { headers: { ...noStore, ...headers, "content-type": type } });
}
