import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { MetricStore } from "@/lib/store/port";
import { findDeclaration } from "@/lib/query/declarations";
import { answerExpand, answerFind } from "./find";
import { hasGraphiteWeb } from "./python.test-support";
import { askGraphiteWeb, keepSample } from "./reference.test-support";
import {
  consolidations,
  lookups,
  nowMs,
  retention,
  sample,
  slice,
  targets,
  untilMs,
} from "./sample.test-support";
import { render } from "./render";
import { answerFindSeries, answerTagNames, answerTagValues } from "./tags";

const web = hasGraphiteWeb();
/** Where we differ on purpose, as docs/graphite.md says: what of both must still be the same. */
const deliberate: Record<string, (answer: Answer) => Answer> = {
  // A value for each step instead of three points; a whole number printed as one; tags of the line it came from.
  "constantLine(100)": (answer) => level({ ...answer, target: answer.target.replace(/\.0$/, "") }),
  "threshold(55,'limit')": level,
  "aggregateLine(web.*.cpu.user,'max')": level,
  // graphite-web's last point lies after the range.
  "exponentialMovingAverage(web.a.cpu.user,10)": dropPointAfterRange,
  "exponentialMovingAverage(web.b.cpu.system,'5min')": dropPointAfterRange,
  // Its intervals begin at `from`, ours at the first step after it.
  "integralByInterval(db.steps,'10min')": (answer) => ({ ...answer, datapoints: [] }),
  // Of lines that begin at different times it adds the first values up, then the second, whenever they were.
  "sumSeries(summarize(web.a.cpu.user,'1min'),web.b.cpu.user)": (answer) => ({
    ...answer,
    datapoints: answer.datapoints.map(([, at]) => [null, at]),
  }),
  // Its clock is a step behind at both ends.
  [slice]: (answer) => {
    const isEdge = (at: number) => [2_405, 1_205].some((edge) => Math.abs(untilMs / 1_000 - edge - at) < 10);
    return { ...answer, datapoints: answer.datapoints.filter(([, at]) => !isEdge(at)) };
  },
};

function level(answer: Answer): Answer {
  return { ...answer, tags: {}, datapoints: [[answer.datapoints[0]![0], 0]] };
}

function dropPointAfterRange(answer: Answer): Answer {
  return { ...answer, datapoints: answer.datapoints.filter(([, at]) => at <= untilMs / 1_000) };
}

interface Answer {
  target: string;
  tags: Record<string, string>;
  datapoints: [number | null, number][];
}

const queryOf = (target: string, more: Record<string, string> = {}) => ({
  target,
  from: String(untilMs / 1_000 - 3_600),
  until: String(untilMs / 1_000),
  now: String(untilMs / 1_000),
  format: "json",
  ...more,
});

const requests = [
  ...targets.map((target): [string, Record<string, string>] => [target, {}]),
  ...consolidations,
];
let reference: { status: number; body: string }[];
let looked: { status: number; body: string }[];
let functions: string[];
let store: MetricStore;
beforeAll(async () => {
  if (!web) return;
  const asked = askGraphiteWeb(sample, [
    ...lookups,
    ...requests.map(([target, more]): [string, Record<string, string>] => ["/render", queryOf(target, more)]),
  ]);
  functions = asked.functions;
  looked = asked.answers.slice(0, lookups.length);
  reference = asked.answers.slice(lookups.length);
  store = await keepSample(sample);
}, 60_000);
afterAll(() => store?.close());

describe.runIf(web)("as graphite-web renders it", () => {
  it("in every function that both have", () => {
    expect(functions.length).toBeGreaterThan(100);
    const shared = functions.filter((name) => findDeclaration(name) !== null);
    expect(shared.length).toBeGreaterThan(80);
    const unseen = shared.filter((name) => !targets.some((target) => target.includes(`${name}(`)));
    expect(unseen).toEqual([]);
  });

  it.each(requests.map(([target, more], i) => ({ target, more, i, name: `${target} ${printMore(more)}` })))(
    "$name",
    async ({ target, more, i }) => {
      const params = new URLSearchParams(queryOf(target, more));
      const response = await render({ store, retention, nowMs }, params);
      expect(response.status).toBe(200);
      const { status, body } = reference[i]!;
      expect(status, body.slice(0, 1_000)).toBe(200);
      const reduce = deliberate[target] ?? ((answer: Answer) => answer);
      const [ours, theirs] = [await response.json(), JSON.parse(body)] as [Answer[], Answer[]];
      expectSame(ours.map(reduce), theirs.map(reduce));
    },
  );
});

const ways: Record<string, (params: URLSearchParams) => Response | Promise<Response>> = {
  "/metrics/find": async (params) => answerFind(await store.find("**"), params),
  "/metrics/expand": async (params) => answerExpand(await store.find("**"), params),
  "/tags/autoComplete/tags": (params) => answerTagNames(store, params),
  "/tags/autoComplete/values": (params) => answerTagValues(store, params),
  "/tags/findSeries": (params) => answerFindSeries(store, params),
};

describe.runIf(web)("as graphite-web looks it up", () => {
  it.each(lookups.map(([path, query], i) => ({ path, query, i, name: `${path} ${JSON.stringify(query)}` })))(
    "$name",
    async ({ path, query, i }) => {
      const pairs = Object.entries(query).flatMap(([name, value]) =>
        [value].flat().map((each) => [name, each]),
      );
      const response = await ways[path]!(new URLSearchParams(pairs));
      expect(response.status).toBe(200);
      const { status, body } = looked[i]!;
      expect(status, body).toBe(200);
      expect(await response.json()).toEqual(JSON.parse(body));
    },
  );
});

it.runIf(!web)(
  "the comparison is not run: graphite-web, a package of Debian and Ubuntu, is not installed",
  () => {
    expect(web).toBe(false);
  },
);

function printMore(more: Record<string, string>): string {
  return Object.keys(more).length === 0 ? "" : JSON.stringify(more);
}

/** Names, times and places of nothing exactly; values to a billionth. */
function expectSame(ours: Answer[], theirs: Answer[]): void {
  expect(ours.map(namesOf)).toEqual(theirs.map(namesOf));
  theirs.forEach((expected, i) => {
    const { datapoints } = ours[i]!;
    expect(datapoints.map(([, at]) => at)).toEqual(expected.datapoints.map(([, at]) => at));
    const different = expected.datapoints
      .map(([value, at], j) => ({ at, ours: datapoints[j]![0], theirs: value }))
      .filter((point) => !isSame(point.ours, point.theirs));
    expect(different.slice(0, 5), `${expected.target}: ${different.length} points differ`).toEqual([]);
  });
}

/** The tags that a series has of its own; what functions note beside them is printed in other ways. */
function namesOf({ target, tags }: Answer) {
  return { target, name: tags["name"], env: tags["env"], host: tags["host"] };
}

function isSame(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}
