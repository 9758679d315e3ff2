import { printCsv } from "@/lib/query/csv";
import { maxQueryPoints, maxTargets } from "@/lib/query/limits";
import { columnsType, printColumns } from "@/lib/query/print-columns";
import { printJson } from "@/lib/query/print-json";
import { type LinesResult, queryLines, type RangeQuery } from "@/lib/query/query";
import { type Thinning, thinnings } from "@/lib/query/thin";
import { handle } from "@/lib/server/handle";
import { BadParameter, readCount, readRange, readStep, readTargets, readTime } from "@/lib/server/parameters";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

export function GET(request: Request): Promise<Response> {
  return handle(request, "view", async () => {
    const params = new URL(request.url).searchParams;
    const nowMs = Date.now();
    const print = pickPrinter(params);
    const { store, config } = getRuntime();
    return print(await queryLines(store, config.retention, readQuery(params, nowMs), nowMs));
  });
}

/** Asked for no more points than so many, peaks are kept. */
function readQuery(params: URLSearchParams, nowMs: number): RangeQuery {
  const untilMs = readTime(params, "until", nowMs) ?? nowMs;
  const fromMs = readTime(params, "from", nowMs) ?? untilMs - readRange(params);
  if (fromMs >= untilMs) throw new BadParameter("from: it must be before until");
  const stepMs = readStep(params);
  const targets = readTargets(params, maxTargets);
  const isThinned = params.has("maxDataPoints");
  const maxDataPoints =
    isThinned || stepMs !== null ? readCount(params, "maxDataPoints", maxQueryPoints, maxQueryPoints) : null;
  const consolidate = readThinning(params) ?? (isThinned ? "peaks" : undefined);
  return { targets, fromMs, untilMs, stepMs, maxDataPoints, consolidate };
}

function readThinning(params: URLSearchParams): Thinning | null {
  const text = params.get("consolidate");
  if (text === null) return null;
  const found = thinnings.find((each) => each === text);
  if (!found) throw new BadParameter(`consolidate: "${text}" is none of ${thinnings.join(", ")}`);
  return found;
}

function pickPrinter(params: URLSearchParams): (result: LinesResult) => Response {
  const format = params.get("format") ?? "json";
  if (format === "json") return (result) => stream(printJson(result), "application/json");
  if (format === "columns") return (result) => stream(printColumns(result), columnsType);
  if (format === "csv") return ({ lines }) => respond(printCsv(lines), "text/csv; charset=utf-8");
  throw new BadParameter(`format: "${format}" is none of json, csv, columns`);
}

function respond(body: BodyInit, type: string): Response {
  return new Response(body, { headers: { "content-type": type, "cache-control": "no-store" } });
}

function stream(pieces: Generator<Uint8Array>, type: string): Response {
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { value, done } = pieces.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
  return respond(body, type);
}
