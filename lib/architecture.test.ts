import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";

// What each folder may import of ours: the table of docs/decisions.md, "Layers". The linter says the same
// in the editor; this reads the import lines itself, so that a rule lost from the linter is not lost.
const layers: Record<string, string[]> = {
  "lib/metric": [],
  "lib/statsd": ["lib/metric"],
  "lib/host": ["lib/metric"],
  "lib/store": ["lib/metric", "lib/dashboard"],
  "lib/query": ["lib/metric", "lib/store", "lib/live"],
  "lib/live": ["lib/metric"],
  "lib/dashboard": ["lib/metric"],
  "lib/doctor": ["lib/metric", "lib/live"],
  "lib/compat": ["lib/metric", "lib/query", "lib/live", "lib/store", "lib/statsd"],
  "lib/server": [
    "lib/metric",
    "lib/statsd",
    "lib/host",
    "lib/store",
    "lib/query",
    "lib/live",
    "lib/compat",
    "lib/dashboard",
  ],
  components: ["lib/metric", "lib/dashboard", "lib/live", "lib/query", "lib/doctor"],
  app: [
    "components",
    "lib/metric",
    "lib/server",
    "lib/query",
    "lib/live",
    "lib/dashboard",
    "lib/doctor",
    "lib/compat",
  ],
};

const root = normalize(join(import.meta.dirname, ".."));
const files = ["lib", "components", "app", "e2e"]
  .flatMap(listSources)
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
const sources = files.filter(
  ({ path }) => !/\.(test|spec|soak)\.tsx?$|test-support|-rig\.ts$|^e2e\/|contract\.ts$/.test(path),
);
const edges = sources.flatMap(({ path, text }) => importsOf(path, text).map((target) => ({ path, target })));

describe("the layers", () => {
  it("are seen at all", () => {
    expect(sources.length).toBeGreaterThan(120);
    expect(edges.length).toBeGreaterThan(250);
  });

  it("import only what the table allows", () => {
    const wrong = edges.filter(({ path, target }) => {
      const [from, to] = [layerOf(path), layerOf(target)];
      return from !== to && from in layers && to in layers && !layers[from]!.includes(to);
    });
    expect(wrong).toEqual([]);
  });

  it("let only a port or a type leave the store, except to the server", () => {
    const wrong = edges.filter(
      ({ path, target }) =>
        layerOf(target) === "lib/store" &&
        !["lib/store", "lib/server"].includes(layerOf(path)) &&
        target !== "lib/store/port",
    );
    expect(wrong).toEqual([]);
  });

  it("keep ioredis and lmdb inside their adapters", () => {
    const users = sources.filter(({ text }) => /from "(ioredis|lmdb)"/.test(text)).map(({ path }) => path);
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter((path) => !/^lib\/store\/(redis\/|embedded\/|worker\.ts$)/.test(path))).toEqual([]);
  });

  it("have no circles", () => {
    expect(findCircle(edges)).toBeNull();
  });
});

describe("every file", () => {
  it.each([
    ["is no barrel", ({ path }: Source) => /(^|\/)index\.tsx?$/.test(path)],
    [
      "has a name that says what is in it",
      ({ path }: Source) => /(^|\/)(utils?|helpers?|misc|common)\./.test(path),
    ],
    ["has at most 300 lines", (file: Source) => sources.includes(file) && file.text.split("\n").length > 301],
    [
      "leaves nothing behind",
      ({ path, text }: Source) =>
        path !== "lib/architecture.test.ts" &&
        /\b(TODO|FIXME|XXX|HACK)\b|\bas any\b|@ts-(ignore|nocheck)|(eslint|oxlint)-disable|\.(skip|only)\(/.test(
          text,
        ),
    ],
  ])("%s", (_, isWrong) => {
    expect(files.filter(isWrong).map(({ path }) => path)).toEqual([]);
  });
});

interface Source {
  path: string;
  text: string;
}

function listSources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path))
    .map((path) => `${folder}/${path}`);
}

/** Paths from the root, without an ending, of what a file of ours imports of ours. */
function importsOf(path: string, text: string): string[] {
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)]
    .map((match) => match[1]!)
    .filter((target) => target.startsWith("./") || target.startsWith("../") || target.startsWith("@/"))
    .map((target) => (target.startsWith("@/") ? target.slice(2) : normalize(join(dirname(path), target))));
}

function layerOf(path: string): string {
  const [top, second] = path.split("/");
  return top === "lib" ? `lib/${second}` : top!;
}

function findCircle(all: { path: string; target: string }[]): string[] | null {
  const targets = new Map<string, string[]>();
  for (const { path, target } of all) {
    const from = path.replace(/\.tsx?$/, "");
    targets.set(from, [...(targets.get(from) ?? []), target]);
  }
  const done = new Set<string>();
  const visit = (path: string, trail: string[]): string[] | null => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return null;
    for (const target of targets.get(path) ?? []) {
      const circle = visit(target, [...trail, path]);
      if (circle) return circle;
    }
    done.add(path);
    return null;
  };
  for (const path of targets.keys()) {
    const circle = visit(path, []);
    if (circle) return circle;
  }
  return null;
}
