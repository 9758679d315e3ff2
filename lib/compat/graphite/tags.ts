import type { SeriesInfo, SeriesName } from "@/lib/metric/series";
import { compileTags } from "@/lib/metric/tag-query";
import { listTagNames, listTagValues } from "@/lib/metric/tags";
import type { MetricStore } from "@/lib/store/port";
import { GraphiteFault } from "./fault";
import { allOf, lastOf, readWhole, sendJson } from "./parameters";

type Tagged = Pick<MetricStore, "find" | "findByTags">;

const completions = 100;
const maxListed = 100_000;

/** `/tags`: `[{"tag": …}]`; `filter` is a regular expression that a tag begins with. */
export async function answerTags(store: Tagged, params: URLSearchParams): Promise<Response> {
  const series = await findSeries(store, []);
  const names = listTagNames(series, { prefix: "", limit: maxListed }).filter(readFilter(params));
  const tags = names.slice(0, readLimit(params, maxListed)).map((tag) => ({ tag }));
  return sendJson(params, JSON.stringify(tags));
}

/** `/tags/<tag>`: its values, with how many series have each. */
export async function answerTag(store: Tagged, tag: string, params: URLSearchParams): Promise<Response> {
  const isWanted = readFilter(params);
  const listed = listTagValues(await findSeries(store, []), tag, { prefix: "", limit: maxListed });
  const values = listed.filter(({ value }) => isWanted(value)).slice(0, readLimit(params, maxListed));
  return sendJson(params, JSON.stringify({ tag, values }));
}

/** `/tags/autoComplete/tags`: tags of the series that the expressions leave over, without those in them. */
export async function answerTagNames(store: Tagged, params: URLSearchParams): Promise<Response> {
  const expressions = allOf(params, "expr");
  const used = new Set(expressions.map((each) => each.split(/[!=]/, 1)[0]!));
  const completion = { prefix: lastOf(params, "tagPrefix") ?? "", limit: readLimit(params, completions) };
  return sendJson(
    params,
    JSON.stringify(listTagNames(await findSeries(store, expressions), completion, used)),
  );
}

/** `/tags/autoComplete/values`: values of one tag among the series that the expressions leave over. */
export async function answerTagValues(store: Tagged, params: URLSearchParams): Promise<Response> {
  const tag = lastOf(params, "tag") ?? "";
  if (tag === "") throw new GraphiteFault("no tag specified");
  const completion = { prefix: lastOf(params, "valuePrefix") ?? "", limit: readLimit(params, completions) };
  const values = listTagValues(await findSeries(store, allOf(params, "expr")), tag, completion);
  return sendJson(params, JSON.stringify(values.map(({ value }) => value)));
}

/** `/tags/findSeries`: the paths of the series that all expressions hold for. */
export async function answerFindSeries(store: Tagged, params: URLSearchParams): Promise<Response> {
  const expressions = allOf(params, "expr");
  if (expressions.length === 0) throw new GraphiteFault("no tag expressions specified");
  const paths = new Set((await findByTags(store, expressions)).map(({ bucket }) => bucket));
  return sendJson(params, JSON.stringify([...paths].toSorted()));
}

/** `/tags/tagSeries`, `/tags/tagMultiSeries`: series carry their tags here, so that nothing is left to do. */
export function answerTagSeries(params: URLSearchParams, several: boolean): Response {
  const paths = allOf(params, "path");
  if (paths.length === 0) throw new GraphiteFault("no path specified");
  const canonical = paths.map((path) => {
    const [name, ...tags] = path.split(";");
    return [name, ...tags.toSorted()].join(";");
  });
  return sendJson(params, JSON.stringify(several ? canonical : canonical[0]));
}

/** `/tags/delSeries`: names age out with their data; nothing is deleted on a tagging client's word. */
export function answerDelSeries(params: URLSearchParams): Response {
  if (allOf(params, "path").length === 0) throw new GraphiteFault("no path specified");
  return sendJson(params, "true");
}

/** None as long as no series has tags: then editors leave tags out. */
async function findSeries(store: Tagged, expressions: readonly string[]): Promise<SeriesName[]> {
  const infos = expressions.length > 0 ? await findByTags(store, expressions) : await store.find("**");
  if (expressions.length === 0 && !infos.some(({ bucket }) => bucket.includes(";"))) return [];
  return infos.map(({ series }) => series);
}

async function findByTags(store: Tagged, expressions: readonly string[]): Promise<readonly SeriesInfo[]> {
  try {
    compileTags(expressions);
  } catch (error) {
    throw new GraphiteFault(error instanceof Error ? error.message : "no tag expressions");
  }
  return store.findByTags(expressions);
}

function readFilter(params: URLSearchParams): (value: string) => boolean {
  const filter = lastOf(params, "filter") ?? "";
  if (filter === "") return () => true;
  try {
    const { test } = compileTags([`name=~(?:${filter})`, "name!="]);
    return test;
  } catch {
    throw new GraphiteFault(`filter: "${filter.slice(0, 100)}" is no regular expression`);
  }
}

function readLimit(params: URLSearchParams, otherwise: number): number {
  return readWhole(params, "limit", maxListed) ?? otherwise;
}
