import { describe, expect, it } from "vitest";
import { claimedAddress } from "./ask";
import { answer, wellFacts, wellStream } from "./facts.test-support";
import type { Facts, StreamFacts } from "./facts";
import { judge, sayResult } from "./judge";

const titlesOf = (facts: Facts) => judge(facts).findings.map(({ level, title }) => `${level}: ${title}`);
const ofStream = (more: Partial<StreamFacts>) => wellFacts({ stream: wellStream(more) });
const linesOf = (facts: Facts) =>
  judge(facts).findings.flatMap((each) => each.remedies.map(({ line }) => line));

it("finds nothing where all is well", () => {
  expect(judge(wellFacts())).toEqual({ isWell: true, findings: [] });
  expect(sayResult(judge(wellFacts()))).toMatch(/^All well/);
});

describe("a stream", () => {
  const late = wellStream().arrivals.map(({ sentMs }) => ({ sentMs, arrivedMs: 19_005 }));

  it("whose events arrive all at once is buffered, by the proxy that names itself", () => {
    const facts = ofStream({ arrivals: late, batches: 1 });
    expect(titlesOf(facts)).toEqual(["fault: buffered by nginx"]);
    expect(judge(facts).findings[0]!.detail).toBe(
      "31 of 31 events arrived in 1 batch, 17.5 s late in the middle.",
    );
    expect(linesOf(facts)).toEqual(["proxy_buffering off;"]);
  });

  it("of which nothing arrives is buffered, too", () => {
    const cut = { afterMs: 39_000, idleMs: 39_000 };
    expect(titlesOf(ofStream({ arrivals: [], batches: 0, cut, seen: null }))).toEqual([
      "fault: buffered by nginx",
    ]);
  });

  it("that stumbles once is not called buffered", () => {
    const arrivals = wellStream().arrivals.map((each, n) =>
      n > 5 && n < 15 ? { sentMs: each.sentMs, arrivedMs: 1_505 } : each,
    );
    expect(titlesOf(ofStream({ arrivals, batches: 22 }))).toEqual([]);
  });

  it("that is compressed and held is told once, as compressed", () => {
    const packed = answer({ "content-encoding": "gzip", "cache-control": "no-cache, no-transform" });
    const facts = ofStream({ answer: packed, arrivals: late, batches: 1 });
    expect(titlesOf(facts)).toEqual(["fault: compressed by nginx"]);
    expect(linesOf(facts)).toEqual(["gzip off;"]);
  });

  it("that is compressed, and of which each event still arrives, works with a warning", () => {
    const packed = answer({ "content-encoding": "gzip", "cache-control": "no-cache, no-transform" });
    expect(titlesOf(ofStream({ answer: packed }))).toEqual(["warning: compressed by nginx"]);
  });

  it("that ends in the silence is cut, after as long as it was silent", () => {
    const facts = ofStream({
      cut: { afterMs: 5_900, idleMs: 3_000 },
      arrivals: wellStream().arrivals.slice(0, 30),
    });
    expect(titlesOf(facts)).toEqual(["fault: cut by nginx after 3.0 s of silence"]);
  });

  it("that ends while it talks is cut, and not for being silent", () => {
    const facts = ofStream({
      cut: { afterMs: 1_000, idleMs: 60 },
      arrivals: wellStream().arrivals.slice(0, 10),
    });
    expect(titlesOf(facts)).toEqual(["fault: cut by nginx after 1.0 s"]);
  });

  it("spoils the board's own stream, which is then not a finding of its own", () => {
    const live = { ...wellFacts().live!, firstEventMs: null, flushes: 0 };
    const connections = { asked: 8, opened: 0, refused: [] };
    const stream = wellStream({ arrivals: late, batches: 1 });
    expect(titlesOf(wellFacts({ live, connections, stream }))).toEqual(["fault: buffered by nginx"]);
  });

  it("of a nameless proxy gets the lines of the five usual ones", () => {
    const headers = { "cache-control": "no-transform", "x-accel-buffering": "no" };
    const facts = ofStream({ answer: { ...answer(), headers }, arrivals: late });
    expect(titlesOf(facts)).toEqual(["fault: buffered by something on the way that does not name itself"]);
    expect(judge(facts).findings[0]!.remedies.map(({ where }) => where)).toEqual([
      "nginx",
      "Apache",
      "Caddy",
      "Traefik",
      "Cloudflare",
    ]);
  });

  it("behind two proxies blames either, the nearer first", () => {
    const both = answer({
      "cf-ray": "8f",
      via: "1.1 Caddy",
      "cache-control": "no-transform",
      server: "cloudflare",
      "x-accel-buffering": "no",
    });
    expect(titlesOf(ofStream({ answer: both, arrivals: late }))).toEqual([
      "fault: buffered by Cloudflare or Caddy",
    ]);
  });
});

describe("headers", () => {
  it.each([
    ["Cache-Control changed by nginx", { answer: answer({ "cache-control": "max-age=60" }) }],
    ["Host changed by nginx", { seen: { host: "127.0.0.1:3000", address: "203.0.113.7" } }],
    ["readers' addresses hidden by nginx", { seen: { host: "board.example", address: claimedAddress } }],
  ])("give a warning: %s", (title, more) => {
    expect(titlesOf(ofStream(more))).toEqual([`warning: ${title}`]);
    expect(judge(ofStream(more)).isWell).toBe(true);
    expect(sayResult(judge(ofStream(more)))).toMatch(/^Boards work, with a warning: /);
  });

  it("tell of an nginx that hides its name", () => {
    const headers = { "cache-control": "no-cache, no-transform" };
    expect(titlesOf(ofStream({ answer: { ...answer(), headers } }))).toEqual([
      "note: X-Accel-Buffering taken away by something on the way that does not name itself",
    ]);
  });

  it("may name an address of nobody where no proxy is", () => {
    const stream = wellStream({ seen: { host: "board.example", address: claimedAddress } });
    const headers = { "cache-control": "no-cache, no-transform", "x-accel-buffering": "no" };
    const direct = { ...stream.answer, headers };
    expect(titlesOf(wellFacts({ stream: { ...stream, answer: direct } }))).toEqual([]);
  });
});

describe("access", () => {
  const refused = (status: number, code: string | null = null) =>
    wellFacts({ health: { answer: answer({}, status, code), report: null }, stream: null, live: null });

  it.each([
    [502, null, "nginx does not reach Statboard"],
    [504, null, "nginx got no answer from Statboard in time"],
    [401, "unauthorized", "Statboard asks for a token"],
    [403, "bad_host", "Statboard does not serve this host"],
    [404, null, "what answers at https://board.example is not Statboard"],
    [200, null, "what answers at https://board.example is not Statboard"],
  ])("refused with %i %s: %s", (status, code, title) => {
    expect(titlesOf(refused(status, code))).toEqual([`fault: ${title}`]);
  });

  it("by a wrong host is opened with STATBOARD_ORIGINS", () => {
    expect(linesOf(refused(403, "bad_host"))).toEqual(["STATBOARD_ORIGINS=board.example"]);
  });

  it("by nobody says why there is no answer", () => {
    const unreachable = { reason: "refused", message: "connect ECONNREFUSED" } as const;
    expect(titlesOf(wellFacts({ unreachable, health: null }))).toEqual([
      "fault: nothing listens at https://board.example",
    ]);
  });

  it("after a redirect names the better address", () => {
    expect(titlesOf(wellFacts({ redirectedFrom: "http://board.example" }))).toEqual([
      "note: http://board.example leads to https://board.example",
    ]);
  });
});

describe("Statboard itself", () => {
  it("is not well without steps, and passes its warnings on", () => {
    const report = {
      status: "degraded",
      lastStepAgeMs: 42_000,
      backlog: 7,
      warnings: ["7 flushes wait"],
    } as const;
    const facts = wellFacts({ health: { answer: answer({}, 503), report } });
    expect(titlesOf(facts)).toEqual(["fault: Statboard stores no steps", "warning: 7 flushes wait"]);
  });

  it("brings a first event and then flushes", () => {
    const { live } = wellFacts();
    expect(titlesOf(wellFacts({ live: { ...live!, firstEventMs: null } }))).toEqual([
      "fault: the live stream brings nothing",
    ]);
    expect(titlesOf(wellFacts({ live: { ...live!, flushes: 0 } }))).toEqual([
      "fault: the live stream brings no flush",
    ]);
  });

  it("opens eight streams at once; a browser over HTTP/1.1 six", () => {
    const connections = { asked: 8, opened: 6, refused: [] };
    expect(titlesOf(wellFacts({ connections }))).toEqual([
      "warning: only 6 of 8 streams open at the same time",
    ]);
    expect(titlesOf(wellFacts({ connections, isBrowser: true, protocol: "http/1.1" }))).toEqual([
      "note: HTTP/1.1: six connections per host",
    ]);
  });

  it("names its own limit of streams", () => {
    const refusedByUs = answer({}, 429, "too_many_streams");
    const connections = { asked: 8, opened: 3, refused: [refusedByUs] };
    expect(linesOf(wellFacts({ connections }))).toEqual(["STATBOARD_MAX_STREAMS_PER_ADDRESS=256"]);
  });
});
