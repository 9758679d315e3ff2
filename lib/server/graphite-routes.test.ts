import { packValues } from "@/lib/metric/packed-values";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as eventData from "@/app/events/get_data/route";
import * as eventById from "@/app/events/[id]/route";
import * as events from "@/app/events/route";
import * as expand from "@/app/metrics/expand/route";
import * as find from "@/app/metrics/find/route";
import * as functionByName from "@/app/functions/[name]/route";
import * as functionList from "@/app/functions/route";
import * as index from "@/app/metrics/index.json/route";
import * as render from "@/app/render/route";
import * as tagNames from "@/app/tags/autoComplete/tags/route";
import * as tagValues from "@/app/tags/autoComplete/values/route";
import * as delSeries from "@/app/tags/delSeries/route";
import * as findSeries from "@/app/tags/findSeries/route";
import * as tags from "@/app/tags/route";
import * as tag from "@/app/tags/[tag]/route";
import * as tagSeries from "@/app/tags/tagSeries/route";
import * as version from "@/app/version/route";
import type { SeriesName } from "@/lib/metric/series";
import type { Value } from "@/lib/metric/value";
import { counter, gauge, timer } from "@/lib/query/stream.test-support";
import { get, post, startTestRuntime } from "./routes.test-support";
import { setRuntime } from "./runtime";

let test: Awaited<ReturnType<typeof startTestRuntime>>;
beforeEach(async () => void (test = await startTestRuntime()));
afterEach(() => test.stop());

const form = (path: string, fields: [string, string][] | string) =>
  post(path, String(new URLSearchParams(fields)), "application/x-www-form-urlencoded");
const json = async (answer: Promise<Response>): Promise<unknown> => {
  const response = await answer;
  expect(response.status).toBe(200);
  return response.json();
};

/** A minute of values, up to the step that has just ended. */
async function keepMinute(names: SeriesName[]): Promise<{ fromS: number; untilS: number }> {
  const untilMs = Math.floor(Date.now() / 1_000) * 1_000;
  for (let i = 0; i < 60; i++) {
    const startMs = untilMs - (60 - i) * 1_000;
    const values = new Map<SeriesName, Value>();
    for (const name of names) {
      if (name.startsWith("gauges:")) values.set(name, gauge(i, startMs));
      else values.set(name, name.startsWith("counters:") ? counter(i) : timer(10, 20, 30));
    }
    const flush = { writer: "minute", sequence: i + 1, startMs, stepMs: 1_000 };
    await test.runtime.store.append({ ...flush, values: packValues(values) });
  }
  return { fromS: untilMs / 1_000 - 61, untilS: untilMs / 1_000 - 1 };
}

describe("Grafana's Graphite datasource", () => {
  const some: SeriesName[] = ["gauges:servers.web1.load", "counters:api.hits", "timers:api.login"];

  it("is saved and tested: a line at 100 over the last hour", async () => {
    const untilS = Math.floor(Date.now() / 1_000);
    const request = form("/render", [
      ["target", "constantLine(100)"],
      ["from", String(untilS - 3_600)],
      ["until", String(untilS)],
      ["format", "json"],
      ["maxDataPoints", "300"],
    ]);
    const [line, ...others] = (await json(render.POST(request))) as {
      target: string;
      datapoints: number[][];
    }[];
    expect(others).toEqual([]);
    expect(line!.target).toBe("100");
    expect(line!.datapoints.length).toBeGreaterThan(1);
    expect(new Set(line!.datapoints.map(([value]) => value))).toEqual(new Set([100]));
  });

  it("asks for the version, which has tags and functions", async () => {
    const response = await version.GET(get("/version"));
    expect(await response.text()).toBe("1.1.10");
  });

  it("asks for the functions once, each with what it takes", async () => {
    const all = (await json(functionList.GET(get("/functions")))) as Record<
      string,
      { name: string; group: string; params: { name: string; type: string }[] }
    >;
    for (const name of ["sumSeries", "sum", "aliasByNode", "movingAverage", "summarize", "groupByNode"])
      expect(all[name]).toMatchObject({ name });
    expect(all["scale"]).toEqual({
      name: "scale",
      function: "scale(seriesList, factor)",
      description: expect.any(String),
      module: "graphite.render.functions",
      group: "Transform",
      params: [
        { name: "seriesList", type: "seriesList", required: true },
        { name: "factor", type: "float", required: true },
      ],
    });
    expect(all["keepLastValue"]!.params[1]).toEqual({ name: "limit", type: "float", default: Infinity });
    const grouped = (await json(functionList.GET(get("/functions?grouped=1")))) as Record<string, object>;
    expect(grouped["Transform"]).toHaveProperty("scale");
    const ask = (name: string) =>
      functionByName.GET(get(`/functions/${name}`), { params: Promise.resolve({ name }) });
    expect(await json(ask("scale"))).toEqual(all["scale"]);
    expect((await ask("__proto__")).status).toBe(404);
  });

  it("fills the editor's segments, level by level, branches first", async () => {
    await keepMinute(some);
    const list = async (query: string) => {
      const nodes = (await json(find.POST(form("/metrics/find?from=-1h&until=now", [["query", query]])))) as {
        text: string;
        id: string;
        leaf: number;
        expandable: number;
        allowChildren: number;
      }[];
      for (const each of nodes)
        expect([each.expandable, each.allowChildren]).toEqual(each.leaf ? [0, 0] : [1, 1]);
      return nodes.map((each) => `${each.id}${each.leaf ? "" : "."}`);
    };
    expect(await list("*")).toEqual(["servers.", "stats.", "stats_counts."]);
    expect(await list("stats.*")).toEqual([
      "stats.api.",
      "stats.counters.",
      "stats.gauges.",
      "stats.timers.",
    ]);
    expect(await list("stats.timers.api.login.upper*")).toContain("stats.timers.api.login.upper_90");
    expect(await list("servers.*.*")).toEqual(["servers.*.load"]);
    expect(await list("nothing.*")).toEqual([]);
  });

  it("a tag editor finds no tags where there are none, and is not refused", async () => {
    await keepMinute(some);
    expect(await json(tagNames.GET(get("/tags/autoComplete/tags?limit=100")))).toEqual([]);
    expect(await json(tags.GET(get("/tags")))).toEqual([]);
    expect(await json(tagValues.GET(get("/tags/autoComplete/values?tag=name")))).toEqual([]);
  });

  it("a tag editor narrows down by the expressions before", async () => {
    await keepMinute(["gauges:load;env=prod;host=a", "gauges:load;env=test;host=b", "gauges:free;env=prod"]);
    const ask = (query: string) => json(tagNames.GET(get(`/tags/autoComplete/tags?${query}`)));
    const values = (query: string) => json(tagValues.GET(get(`/tags/autoComplete/values?${query}`)));
    expect(await ask("")).toEqual(["env", "host", "name"]);
    expect(await ask("tagPrefix=h")).toEqual(["host"]);
    expect(await ask("expr=name%3Dfree")).toEqual(["env"]);
    expect(await values("tag=host")).toEqual(["a", "b"]);
    expect(await values("tag=host&expr=env%3Dprod")).toEqual(["a"]);
    expect(await values("tag=env&valuePrefix=t")).toEqual(["test"]);
    expect(await values("tag=env&limit=1")).toEqual(["prod"]);
    expect(await json(findSeries.GET(get("/tags/findSeries?expr=host%3D~.%2B")))).toEqual([
      "load;env=prod;host=a",
      "load;env=test;host=b",
    ]);
    expect(await json(tag.GET(get("/tags/env"), { params: Promise.resolve({ tag: "env" }) }))).toEqual({
      tag: "env",
      values: [
        { count: 2, value: "prod" },
        { count: 1, value: "test" },
      ],
    });
    expect((await findSeries.GET(get("/tags/findSeries?expr=nonsense"))).status).toBe(400);
  });

  it("expands variables", async () => {
    await keepMinute(some);
    const ask = (query: string) => json(expand.GET(get(`/metrics/expand?${query}`)));
    expect(await ask("query=stats.timers.api.login.mean*")).toEqual({
      results: ["stats.timers.api.login.mean", "stats.timers.api.login.mean_90"],
    });
    expect(await ask("query=stats.*&leavesOnly=1")).toEqual({ results: [] });
    expect(await ask("query=servers.*&query=stats_counts.*&groupByExpr=1")).toEqual({
      results: { "servers.*": ["servers.web1"], "stats_counts.*": ["stats_counts.api"] },
    });
  });

  it("draws panels: every target wrapped, its letter found again in the name", async () => {
    const { fromS, untilS } = await keepMinute(some);
    const wrap = (target: string, letter: string) => `aliasSub(${target}, "(^.*$)", "\\1 ${letter}")`;
    const request = form("/render", [
      ["target", wrap("servers.*.load", "A")],
      ["target", wrap("stats.timers.api.login.upper", "B")],
      ["target", wrap("sumSeries(stats_counts.api.hits)", "C")],
      ["from", String(fromS)],
      ["until", String(untilS)],
      ["format", "json"],
      ["maxDataPoints", "1000"],
    ]);
    const lines = (await json(render.POST(request))) as {
      target: string;
      tags: object;
      datapoints: number[][];
    }[];
    expect(lines.map((each) => each.target)).toEqual([
      "servers.web1.load A",
      "stats.timers.api.login.upper B",
      "sumSeries(stats_counts.api.hits) C",
    ]);
    const [load, login, hits] = lines;
    const points = Array.from({ length: 60 }, (_, i) => [i, fromS + 1 + i]);
    expect(load!.datapoints).toEqual(points);
    expect(hits!.datapoints).toEqual(points);
    expect(login!.datapoints).toEqual(points.map(([, at]) => [30, at]));
    expect(load!.tags).toMatchObject({ name: "servers.web1.load" });
    expect(login!.tags).toMatchObject({ name: "stats.timers.api.login.upper" });
  });

  it("takes a name that is no path of Graphite for what it is elsewhere, and mixes the two never", async () => {
    const { fromS, untilS } = await keepMinute([...some, "gauges:api.load"]);
    const names = async (target: string) => {
      const query = new URLSearchParams({
        target,
        from: String(fromS),
        until: String(untilS),
        format: "json",
      });
      return ((await json(render.GET(get(`/render?${query}`)))) as { target: string }[]).map(
        (each) => each.target,
      );
    };
    expect(await names("api.login:p95")).toEqual(["timers:api.login:p95"]);
    expect(await names("api.hits")).toEqual(["counters:api.hits"]);
    expect(await names("api.*")).toEqual(["api.load"]);
    expect(await names("timers:api.*:max")).toEqual(["timers:api.login:max"]);
    expect(await names("aliasByNode(stats.timers.api.*.{upper,lower},3,4)")).toEqual([
      "login.lower",
      "login.upper",
    ]);
  });

  it("shows the body of an error", async () => {
    const response = await render.POST(
      form("/render", [
        ["target", "sumSeries(a"],
        ["format", "json"],
      ]),
    );
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toContain("text/plain");
    expect(await response.text()).toContain("character 12");
  });

  it("finds annotations by their tags", async () => {
    const write = (body: object) => events.POST(post("/events/", JSON.stringify(body), "application/json"));
    const nowS = Math.floor(Date.now() / 1_000);
    for (const each of [
      { what: "one", tags: ["deploy", "web"], when: nowS - 20, data: "v1" },
      { what: "two", tags: "deploy, db", when: nowS - 10 },
      { what: "three", when: nowS - 5_000 },
    ]) {
      const response = await write(each);
      expect([response.status, await response.text()]).toEqual([200, ""]);
    }
    const ask = async (query: string) => {
      const path = `/events/get_data?from=${nowS - 3_600}&until=${nowS}&${query}`;
      return (await json(eventData.GET(get(path)))) as { what: string; id: number }[];
    };
    const [one, two] = await ask("");
    expect(one).toEqual({ when: nowS - 20, what: "one", data: "v1", tags: ["deploy", "web"], id: one!.id });
    expect(Number.isSafeInteger(one!.id)).toBe(true);
    expect(two).toMatchObject({ what: "two", data: "", tags: ["deploy", "db"] });
    const named = async (query: string) => (await ask(query)).map((each) => each.what);
    expect(await named("tags=deploy")).toEqual(["one", "two"]);
    expect(await named("tags=deploy+web")).toEqual(["one"]);
    expect(await named("tags=db+web")).toEqual([]);
    expect(await named("tags=db+web&set=union")).toEqual(["one", "two"]);
    expect(await named("tags=nothing&set=intersection")).toEqual([]);
    const again = await json(
      eventById.GET(get(`/events/${one!.id}`), { params: Promise.resolve({ id: String(one!.id) }) }),
    );
    expect(again).toEqual(one);
    expect((await eventById.GET(get("/events/1"), { params: Promise.resolve({ id: "1" }) })).status).toBe(
      404,
    );
    expect(await json(events.GET(get("/events?from=-1d")))).toHaveLength(3);
  });
});

describe("graphite-web's users", () => {
  it.each([
    ["csv", "text/csv", /^a\.b,\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,0\.0\r\n/],
    ["raw", "text/plain", /^a\.b,\d+,\d+,1\|0\.0,1\.0,/],
    ["svg", "image/svg+xml", /^<svg /],
  ])("get %s", async (format, type, form) => {
    const { fromS, untilS } = await keepMinute(["gauges:a.b"]);
    const response = await render.GET(
      get(`/render/?target=a.b&format=${format}&from=${fromS}&until=${untilS}`),
    );
    expect(response.headers.get("content-type")).toContain(type);
    expect(await response.text()).toMatch(form);
  });

  it("get a picture when they name no format, and where nothing matches", async () => {
    for (const target of ["a.b", "nothing"]) {
      const response = await render.GET(get(`/render?target=${target}&from=-1min&width=400&height=200`));
      expect(response.headers.get("content-type")).toBe("image/png");
      expect(Buffer.from(await response.arrayBuffer()).readUInt32BE(16)).toBe(400);
    }
  });

  it("ask for everything since 1970, for what lies ahead, and for long ago", async () => {
    await keepMinute(["gauges:a.b"]);
    const ask = async (span: string) => {
      const response = render.GET(get(`/render?target=a.b&target=constantLine(1)&format=json&${span}`));
      const lines = (await json(response)) as { target: string; datapoints: [number, number][] }[];
      return lines.map((each) => each.datapoints);
    };
    const [all] = await ask("from=0");
    const { keptMs, stepMs } = test.runtime.config.retention.at(-1)!;
    expect(all!.length).toBeGreaterThan(keptMs / stepMs - 3);
    expect(all!.length).toBeLessThanOrEqual(keptMs / stepMs);
    for (const span of ["from=%2B1h&until=%2B2h", "from=0&until=1000"])
      for (const points of await ask(span)) expect(points.length).toBeLessThan(3);
  });

  it("may call a function with the answer, but only a function", async () => {
    const ask = (jsonp: string) => render.GET(get(`/render?format=json&jsonp=${encodeURIComponent(jsonp)}`));
    const response = await ask("lib.show$1");
    expect(response.headers.get("content-type")).toContain("javascript");
    expect(await response.text()).toBe("lib.show$1([])");
    expect((await ask("alert(1)//")).status).toBe(400);
  });

  it("mix parameters of the address and of the body, of which the body's win", async () => {
    const { fromS, untilS } = await keepMinute(["gauges:a.b", "gauges:a.c"]);
    const request = form(`/render?target=a.b&format=csv&from=${fromS}`, [
      ["target", "a.c"],
      ["format", "json"],
      ["until", String(untilS)],
      ["noNullPoints", "true"],
    ]);
    const lines = (await json(render.POST(request))) as { target: string }[];
    expect(lines.map((each) => each.target)).toEqual(["a.b", "a.c"]);
  });

  it.each([
    ["from=never", "no offset|no day"],
    ["from=now&until=now", "empty time range"],
    ["format=pickle", "pickle"],
    ["graphType=pie", "graphType"],
    ["target=nosuch(a)", "nosuch"],
  ])("are told what is wrong with %s", async (query, message) => {
    const response = await render.GET(get(`/render?format=json&${query}`));
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(new RegExp(message));
  });

  it("complete paths while they type", async () => {
    await keepMinute(["gauges:servers.web1.load", "gauges:servers.web2.load"]);
    const ask = (query: string) => json(find.GET(get(`/metrics/find?${query}`)));
    expect(await ask("format=completer&query=servers.w&wildcards=1")).toEqual({
      metrics: [
        { path: "servers.web1.", name: "web1", is_leaf: "0" },
        { path: "servers.web2.", name: "web2", is_leaf: "0" },
        { name: "*" },
      ],
    });
    const [all] = (await ask("query=servers.*&wildcards=1")) as { text: string; id: string }[];
    expect(all).toEqual({ text: "*", id: "servers.*", allowChildren: 1, expandable: 1, leaf: 0 });
    expect((await find.GET(get("/metrics/find"))).status).toBe(400);
    expect((await find.GET(get("/metrics/find?query=a&format=msgpack"))).status).toBe(400);
    expect((await find.GET(get(`/metrics/find?query=${"{".repeat(3_000)}`))).status).toBe(400);
    const many = Array.from({ length: 101 }, (_, i) => `query=a${i}`).join("&");
    expect((await expand.GET(get(`/metrics/expand?${many}`))).status).toBe(400);
  });

  it("read the whole index, however long", async () => {
    await keepMinute(Array.from({ length: 900 }, (_, i): SeriesName => `timers:t${i}`));
    const paths = (await json(index.GET(get("/metrics/index.json")))) as string[];
    expect(paths).toHaveLength(900 * 13);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toContain("stats.timers.t899.upper_90");
  });

  it("an empty index is an empty list", async () => {
    expect(await json(index.GET(get("/metrics/index.json")))).toEqual([]);
  });

  it("tag series, which have their tags already", async () => {
    const answer = tagSeries.POST(form("/tags/tagSeries", [["path", "disk.used;rack=a1;datacenter=dc1"]]));
    expect(await json(answer)).toBe("disk.used;datacenter=dc1;rack=a1");
    expect(await json(delSeries.POST(form("/tags/delSeries", [["path", "a;b=c"]])))).toBe(true);
    expect((await tagSeries.POST(form("/tags/tagSeries", []))).status).toBe(400);
  });

  it.each([
    ["not json", "JSON object"],
    ["[1]", "JSON object"],
    ['{"tags":["a"]}', "what"],
    ['{"what":"a","tags":{"b":1}}', "tags"],
    ['{"what":"a","when":"soon"}', "when"],
    ['{"what":"a","when":99999999999}', "ahead"],
    [`{"what":"a","data":"${"x".repeat(20_000)}"}`, "characters"],
  ])("are told what is wrong with the event %s", async (body, message) => {
    const response = await events.POST(post("/events/", body, "application/json"));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(message);
    const large = await events.POST(post("/events/", "x".repeat(70_000), "application/json"));
    expect(large.status).toBe(413);
  });
});

it("with tokens, reading asks for one, and writing events for the one that may edit", async () => {
  const tokens = { edit: "e".repeat(32), view: "v".repeat(32) };
  setRuntime({ ...test.runtime, config: { ...test.runtime.config, tokens } });
  const reads: ((headers: Record<string, string>) => Promise<Response>)[] = [
    (headers) => render.GET(get("/render?format=json&target=constantLine(1)", headers)),
    (headers) => render.POST(post("/render", "format=json", "application/x-www-form-urlencoded", headers)),
    (headers) => find.GET(get("/metrics/find?query=*", headers)),
    (headers) => expand.GET(get("/metrics/expand?query=*", headers)),
    (headers) => index.GET(get("/metrics/index.json", headers)),
    (headers) => events.GET(get("/events", headers)),
    (headers) => eventData.GET(get("/events/get_data", headers)),
    (headers) => tags.GET(get("/tags", headers)),
    (headers) => tagNames.GET(get("/tags/autoComplete/tags", headers)),
    (headers) => version.GET(get("/version", headers)),
    (headers) => functionList.GET(get("/functions", headers)),
  ];
  for (const read of reads) {
    expect((await read({})).status).toBe(401);
    expect((await read({ authorization: `Bearer ${tokens.view}` })).status).toBe(200);
  }
  const write = (token: string) =>
    events.POST(post("/events", '{"what":"a"}', "text/plain", { authorization: `Bearer ${token}` }));
  expect((await write(tokens.view)).status).toBe(403);
  expect((await write(tokens.edit)).status).toBe(200);
});
