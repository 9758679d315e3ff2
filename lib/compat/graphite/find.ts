import type { SeriesInfo } from "@/lib/metric/series";
import { splitSegments } from "@/lib/query/graphite-path";
import { GraphiteFault } from "./fault";
import { allOf, lastOf, readFlag, sendJson } from "./parameters";
import { byPath, findNodes, type GraphiteNode, listPaths, nameOf } from "./tree";

/** `/metrics/find`: one level of the tree. `format` is treejson, completer or json. */
export function answerFind(infos: readonly SeriesInfo[], params: URLSearchParams): Response {
  const query = lastOf(params, "query") ?? "";
  if (query === "") throw new GraphiteFault("query: it is needed, for example query=stats.*");
  checkLength(query);
  const format = lastOf(params, "format") ?? "treejson";
  const wildcards = readFlag(params, "wildcards");
  if (format === "treejson")
    return sendJson(params, JSON.stringify(toTree(findNodes(infos, query), query, wildcards)));
  if (format === "completer") return sendJson(params, JSON.stringify(complete(infos, query, wildcards)));
  if (format === "json") {
    const nodes = findNodes(infos, query)
      .toSorted(byPath)
      .map(({ path, isLeaf }) => ({ path, is_leaf: isLeaf }));
    return sendJson(params, JSON.stringify(nodes));
  }
  throw new GraphiteFault(`format: "${format}" is none of treejson, completer, json`);
}

/** `/metrics/expand`: the paths that queries take in, together or by query. */
export function answerExpand(infos: readonly SeriesInfo[], params: URLSearchParams): Response {
  const queries = [...new Set(allOf(params, "query"))];
  if (queries.length > maxQueries)
    throw new GraphiteFault(`${queries.length} queries, at most ${maxQueries}`);
  queries.forEach(checkLength);
  const leavesOnly = readFlag(params, "leavesOnly");
  const byQuery = queries.map((query): [string, string[]] => {
    const nodes = findNodes(infos, query).filter((node) => node.isLeaf || !leavesOnly);
    return [query, [...new Set(nodes.map((node) => node.path))].toSorted()];
  });
  const results = readFlag(params, "groupByExpr")
    ? Object.fromEntries(byQuery)
    : [...new Set(byQuery.flatMap(([, paths]) => paths))].toSorted();
  return sendJson(params, JSON.stringify({ results }));
}

const maxQueries = 100;
const maxQueryLength = 2_000;

function checkLength(query: string): void {
  if (query.length > maxQueryLength)
    throw new GraphiteFault(`query: it has at most ${maxQueryLength} characters`);
}

const pathsAtOnce = 5_000;

/** `/metrics/index.json`: every path, written as it is read, since there may be a million. */
export function answerIndex(infos: readonly SeriesInfo[], params: URLSearchParams): Response {
  if (params.has("jsonp")) return sendJson(params, JSON.stringify([...listPaths(infos)]));
  const paths = listPaths(infos);
  const encoder = new TextEncoder();
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const some = [...take(paths, pathsAtOnce)].map((path) => JSON.stringify(path));
      if (some.length > 0) controller.enqueue(encoder.encode((isFirst ? "[" : ", ") + some.join(", ")));
      isFirst &&= some.length === 0;
      if (some.length === pathsAtOnce) return;
      controller.enqueue(encoder.encode(isFirst ? "[]" : "]"));
      controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "application/json", "cache-control": "no-store" } });
}

function* take<T>(from: Iterator<T>, count: number): Generator<T> {
  for (let i = 0; i < count; i++) {
    const next = from.next();
    if (next.done) return;
    yield next.value;
  }
}

const branch = { allowChildren: 1, expandable: 1, leaf: 0 };
const leaf = { allowChildren: 0, expandable: 0, leaf: 1 };

/** Branches first. An id is the query's own beginning with the node's name, so that a glob in it stays. */
function toTree(nodes: readonly GraphiteNode[], query: string, wildcards: boolean) {
  const parents = splitSegments(query).slice(0, -1);
  const base = parents.map((each) => `${each}.`).join("");
  const row = (text: string, isLeaf: boolean) => ({ text, id: base + text, ...(isLeaf ? leaf : branch) });
  const names = (isLeaf: boolean) => [
    ...new Set(nodes.filter((node) => node.isLeaf === isLeaf).map((node) => nameOf(node))),
  ];
  const [branches, leaves] = [names(false).toSorted(), names(true).toSorted()];
  const rows = [...branches.map((name) => row(name, false)), ...leaves.map((name) => row(name, true))];
  return wildcards && rows.length > 1 ? [row("*", branches.length === 0), ...rows] : rows;
}

/** What a text box proposes while a path is typed: `sta` → `stats.`, `stats_counts.`. */
function complete(infos: readonly SeriesInfo[], query: string, wildcards: boolean) {
  const open = query.replaceAll("..", "*.");
  const nodes = findNodes(infos, open.endsWith("*") ? open : `${open}*`).toSorted(byPath);
  const metrics: { path?: string; name: string; is_leaf?: string }[] = nodes.map((node) => ({
    path: node.isLeaf ? node.path : `${node.path}.`,
    name: nameOf(node),
    is_leaf: node.isLeaf ? "1" : "0",
  }));
  return { metrics: wildcards && metrics.length > 1 ? [...metrics, { name: "*" }] : metrics };
}
