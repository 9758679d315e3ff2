import type { SeriesInfo } from "@/lib/metric/series";
import { GraphiteFault } from "./fault";
import { allOf, lastOf, readWhole, sendJson } from "./parameters";

/** A series as Graphite's tag database knows it: its tags, of which `name` is the bucket without them. */
interface Tagged {
  path: string;
  tags: Map<string, string>;
}

const defaultLimit = 100;
const maxLimit = 100_000;

/** `/tags`: `[{"tag": …}]`; `filter` is a regular expression that a tag begins with. */
export function answerTags(infos: readonly SeriesInfo[], params: URLSearchParams): Response {
  const names = new Set(readTagged(infos).flatMap(({ tags }) => [...tags.keys()]));
  const wanted = readFilter(params);
  const tags = limit([...names].filter(wanted).toSorted(), params, maxLimit).map((tag) => ({ tag }));
  return sendJson(params, JSON.stringify(tags));
}

/** `/tags/<tag>`: its values, with how many series have each. */
export function answerTag(infos: readonly SeriesInfo[], tag: string, params: URLSearchParams): Response {
  const counts = new Map<string, number>();
  for (const { tags } of readTagged(infos)) {
    const value = tags.get(tag);
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const wanted = readFilter(params);
  const names = limit([...counts.keys()].filter(wanted).toSorted(), params, maxLimit);
  const values = names.map((value) => ({ count: counts.get(value)!, value }));
  return sendJson(params, JSON.stringify({ tag, values }));
}

/** `/tags/autoComplete/tags`: tags of the series that the expressions leave over, without those in them. */
export function answerTagNames(infos: readonly SeriesInfo[], params: URLSearchParams): Response {
  const expressions = readExpressions(params);
  const used = new Set(expressions.map((each) => each.tag));
  const prefix = lastOf(params, "tagPrefix") ?? "";
  const names = new Set(findTagged(infos, expressions).flatMap(({ tags }) => [...tags.keys()]));
  const found = [...names].filter((tag) => !used.has(tag) && tag.startsWith(prefix)).toSorted();
  return sendJson(params, JSON.stringify(limit(found, params, defaultLimit)));
}

/** `/tags/autoComplete/values`: values of one tag among the series that the expressions leave over. */
export function answerTagValues(infos: readonly SeriesInfo[], params: URLSearchParams): Response {
  const tag = lastOf(params, "tag") ?? "";
  if (tag === "") throw new GraphiteFault("no tag specified");
  const prefix = lastOf(params, "valuePrefix") ?? "";
  const values = new Set(findTagged(infos, readExpressions(params)).map(({ tags }) => tags.get(tag)));
  const found = [...values]
    .filter((value) => value !== undefined)
    .filter((value) => value.startsWith(prefix));
  return sendJson(params, JSON.stringify(limit(found.toSorted(), params, defaultLimit)));
}

/** `/tags/findSeries`: the paths of the series that all expressions hold for. */
export function answerFindSeries(infos: readonly SeriesInfo[], params: URLSearchParams): Response {
  const expressions = readExpressions(params);
  if (expressions.length === 0) throw new GraphiteFault("no tag expressions specified");
  const paths = new Set(findTagged(infos, expressions).map((each) => each.path));
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

/** Nothing as long as no series has tags: then editors leave tags out. */
function readTagged(infos: readonly SeriesInfo[]): Tagged[] {
  if (!infos.some(({ bucket }) => bucket.includes(";"))) return [];
  return infos.map(({ bucket }) => {
    const [name, ...pairs] = bucket.split(";");
    const tags = new Map([["name", name!]]);
    for (const pair of pairs) {
      const at = pair.indexOf("=");
      if (at > 0) tags.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return { path: bucket, tags };
  });
}

interface Expression {
  tag: string;
  holds(value: string): boolean;
}

function findTagged(infos: readonly SeriesInfo[], expressions: readonly Expression[]): Tagged[] {
  return readTagged(infos).filter(({ tags }) =>
    expressions.every(({ tag, holds }) => holds(tags.get(tag) ?? "")),
  );
}

/** `tag=value`, `tag!=value`, `tag=~begins with`, `tag!=~…`; a tag that is missing is empty. */
function readExpressions(params: URLSearchParams): Expression[] {
  return allOf(params, "expr").map((text) => {
    const match = /^([^;!=]+)(!?)=(~?)([^;]*)$/.exec(text);
    if (!match) throw new GraphiteFault(`Invalid tagspec ${text}`);
    const [, tag, not, isPattern, spec] = match;
    const test = isPattern ? compile(`^(?:${spec})`) : (value: string) => value === spec;
    return { tag: tag!, holds: (value) => test(value) !== (not === "!") };
  });
}

function readFilter(params: URLSearchParams): (value: string) => boolean {
  const filter = lastOf(params, "filter") ?? "";
  return filter === "" ? () => true : compile(`^(?:${filter})`);
}

function compile(pattern: string): (value: string) => boolean {
  if (pattern.length > 500) throw new GraphiteFault("a regular expression has at most 500 characters");
  try {
    const compiled = new RegExp(pattern);
    return (value) => compiled.test(value);
  } catch {
    throw new GraphiteFault(`"${pattern}" is no regular expression`);
  }
}

function limit(values: string[], params: URLSearchParams, otherwise: number): string[] {
  return values.slice(0, readWhole(params, "limit", maxLimit) ?? otherwise);
}
