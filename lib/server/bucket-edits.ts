import { z } from "zod";
import { bucketOf, isKind, kindOf, kinds, type SeriesName, seriesName } from "@/lib/metric/series";
import { readBucket } from "@/lib/statsd/name";
import type { MetricStore } from "@/lib/store/port";
import { contentTypeOf, readBody } from "./body";
import { errorResponse } from "./errors";
import { BadParameter } from "./parameters";

const maxBodyBytes = 16_384;
const maxSeriesAtOnce = 500;
const body = z.strictObject({ from: z.string(), to: z.string() });

/** POST /api/buckets/rename. */
export async function renameBucket(
  store: Pick<MetricStore, "find" | "rename">,
  request: Request,
): Promise<Response> {
  if (contentTypeOf(request) !== "application/json")
    return errorResponse("bad_content_type", "send JSON as application/json");
  const text = await readBody(request, maxBodyBytes);
  if (text === null) return errorResponse("too_large", "a body has at most 16 KB");
  const { from, to } = readRename(text);
  if (kindOf(from) !== kindOf(to)) throw new BadParameter(`${from} and ${to} differ in kind`);
  if (from === to) throw new BadParameter(`to: it is the name that ${from} has`);
  const bucket = bucketOf(to);
  const canonical = readBucket(bucket, undefined);
  if (canonical !== bucket)
    throw new BadParameter(
      canonical === null
        ? "to: no name, or one of more than 1,000 characters"
        : `to: StatsD would write this name as ${seriesName(kindOf(to), canonical)}`,
    );
  if (!(await isKnown(store, from))) return unknown([from]);
  await store.rename(from, to);
  return Response.json({ from, to }, { headers: { "cache-control": "no-store" } });
}

/** DELETE /api/buckets: all of them, or none when one is unknown. */
export async function removeBuckets(
  store: Pick<MetricStore, "find" | "remove">,
  asked: readonly string[],
): Promise<Response> {
  if (asked.length === 0)
    throw new BadParameter("series: at least one is needed, for example series=counters:api.hits");
  if (asked.length > maxSeriesAtOnce)
    throw new BadParameter(`series: ${asked.length} of them, at most ${maxSeriesAtOnce}`);
  const series = [...new Set(asked)].map((text) => readSeries("series", text));
  const known = await Promise.all(series.map((each) => isKnown(store, each)));
  const missing = series.filter((_, i) => !known[i]);
  if (missing.length > 0) return unknown(missing);
  await store.remove(series);
  return Response.json({ removed: series }, { headers: { "cache-control": "no-store" } });
}

function readRename(text: string): { from: SeriesName; to: SeriesName } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new BadParameter("the body is not JSON");
  }
  const parsed = body.safeParse(json);
  if (!parsed.success)
    throw new BadParameter('the body is { "from": "counters:old.name", "to": "counters:new.name" }');
  return { from: readSeries("from", parsed.data.from), to: readSeries("to", parsed.data.to) };
}

function readSeries(name: string, text: string): SeriesName {
  const [kind = "", bucket = ""] = text.split(/:(.*)/s, 2);
  if (!isKind(kind) || bucket === "")
    throw new BadParameter(`${name}: "${text}" is no <kind>:<bucket>, the kind one of ${kinds.join(", ")}`);
  return seriesName(kind, bucket);
}

/** A name with wildcards in it would be a glob. */
async function isKnown(store: Pick<MetricStore, "find">, series: SeriesName): Promise<boolean> {
  return (await store.find(bucketOf(series))).some((info) => info.series === series);
}

function unknown(series: readonly SeriesName[]): Response {
  return errorResponse("not_found", `nobody has sent ${series.join(", ")}`);
}
