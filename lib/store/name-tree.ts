import { compileGlob, type Glob, isGlob, splitGlob } from "@/lib/metric/glob";
import type { Kind, SeriesInfo } from "@/lib/metric/series";
import { nameOf } from "@/lib/metric/tags";
import type { NameChild } from "./port";

/** The series known, by the dot segments of their names. Tags are not part of the path. */
export interface NameTree {
  insert(info: SeriesInfo): void;
  remove(info: SeriesInfo): void;
  /** Every series whose bucket the glob matches; null: so many may that looking at all costs less. */
  find(glob: string): SeriesInfo[] | null;
  /** Every series of exactly this name, with whatever tags. */
  at(name: string): readonly SeriesInfo[];
  /** What stands below a name; null: at the top. In no order. `nowMs`: the newest time any series was seen. */
  children(name: string | null, nowMs: number): NameChild[];
}

interface Node {
  /** The series that end here. */
  own: SeriesInfo[] | null;
  children: Map<string, Node> | null;
  /** How many series there are here and below. */
  count: number;
  /** When the newest of them was seen, and when that was looked up. */
  newestMs: number;
  lookedUpMs: number;
}

/** For so long a place with many series below it does not look at all of them again. */
const newestHoldsMs = 10_000;
const manySeries = 200;

/** A segment that takes one step down, or any number of them. */
type Step = { text: string } | { glob: Glob } | "any" | "deep";

/** Bits of one number hold how far a path has matched. */
const maxSteps = 29;
/** Going to a place costs as much as looking at some names one after the other. */
const namesPerPlace = 8;
const placesAnyway = 500;

export function createNameTree(): NameTree {
  const root = createNode();

  function nodeAt(segments: readonly string[]): Node | undefined {
    let node: Node | undefined = root;
    for (const segment of segments) node = node?.children?.get(segment);
    return node;
  }

  return {
    insert(info) {
      let node = root;
      node.count++;
      for (const segment of nameOf(info.bucket).split(".")) {
        node.children ??= new Map();
        let child = node.children.get(segment);
        if (!child) node.children.set(segment, (child = createNode()));
        child.count++;
        child.newestMs = Math.max(child.newestMs, info.lastSeenMs);
        node = child;
      }
      (node.own ??= []).push(info);
    },
    remove(info) {
      const segments = nameOf(info.bucket).split(".");
      const path = [root];
      for (const segment of segments) {
        const child = path.at(-1)!.children?.get(segment);
        if (!child) return;
        path.push(child);
      }
      const leaf = path.at(-1)!;
      const place = leaf.own?.indexOf(info) ?? -1;
      if (place < 0) return;
      leaf.own!.splice(place, 1);
      path.forEach((node, i) => {
        node.lookedUpMs = -Infinity;
        if (--node.count === 0 && i > 0) path[i - 1]!.children!.delete(segments[i - 1]!);
      });
    },
    find(glob) {
      const { segments, rest } = splitGlob(glob);
      const crossing = segments.findIndex((segment) => segment !== "**" && segment.includes("**"));
      const usable = segments.slice(0, crossing < 0 ? maxSteps : Math.min(crossing, maxSteps));
      const isName = rest !== "mixed" && usable.length === segments.length;
      const steps = usable.map(toStep);
      const search = {
        steps: isName ? steps : [...steps, "deep" as const],
        placesLeft: Math.max(placesAnyway, root.count / namesPerPlace),
      };
      const found: SeriesInfo[] = [];
      if (!walk(root, search, 1, found)) return null;
      if (isName && rest === "none") return found;
      // What the steps do not say is checked on each name that can still match.
      const whole = compileGlob(glob);
      return found.filter(({ bucket }) => whole.test(bucket));
    },
    at: (name) => nodeAt(name.split("."))?.own ?? [],
    children(name, nowMs) {
      const parent = name === null ? root : nodeAt(name.split("."));
      return [...(parent?.children ?? [])].map(([segment, node]) => {
        const kinds = new Set<Kind>(node.own?.map(({ kind }) => kind));
        return {
          segment,
          name: name === null ? segment : `${name}.${segment}`,
          series: node.count,
          kinds: [...kinds].sort(),
          tagged: node.own?.filter(({ bucket }) => bucket.includes(";")).length ?? 0,
          hasChildren: node.children !== null && node.children.size > 0,
          lastSeenMs: newestOf(node, nowMs),
        };
      });
    },
  };
}

function createNode(): Node {
  return { own: null, children: null, count: 0, newestMs: -Infinity, lookedUpMs: -Infinity };
}

function newestOf(node: Node, nowMs: number): number {
  if (node.count >= manySeries && nowMs - node.lookedUpMs < newestHoldsMs) return node.newestMs;
  let newest = -Infinity;
  for (const { lastSeenMs } of node.own ?? []) newest = Math.max(newest, lastSeenMs);
  for (const child of node.children?.values() ?? []) newest = Math.max(newest, newestOf(child, nowMs));
  if (node.count >= manySeries) [node.newestMs, node.lookedUpMs] = [newest, nowMs];
  return newest;
}

function toStep(segment: string): Step {
  if (segment === "**") return "deep";
  if (segment === "*") return "any";
  return isGlob(segment) ? { glob: compileGlob(segment) } : { text: segment };
}

interface Search {
  steps: readonly Step[];
  /** How many more places may be visited. */
  placesLeft: number;
}

/** Goes down wherever a step can; bit i of `reached` says that the steps before i have matched. False: given up. */
function walk(node: Node, search: Search, reached: number, found: SeriesInfo[]): boolean {
  if (!node.children) return true;
  const { steps } = search;
  const only = onlyStep(steps, reached);
  if (only !== null && typeof only === "object" && "text" in only) {
    const child = node.children.get(only.text);
    return !child || enter(child, search, reached << 1, found);
  }
  search.placesLeft -= node.children.size;
  if (search.placesLeft < 0) return false;
  for (const [segment, child] of node.children) {
    let next = 0;
    for (let i = 0; i < steps.length; i++) {
      if ((reached & (1 << i)) === 0) continue;
      const step = steps[i]!;
      if (step === "deep") next |= (1 << i) | (1 << (i + 1));
      else if (matches(step, segment)) next |= 1 << (i + 1);
    }
    if (next !== 0 && !enter(child, search, next, found)) return false;
  }
  return true;
}

function enter(node: Node, search: Search, reached: number, found: SeriesInfo[]): boolean {
  const end = 1 << search.steps.length;
  if ((reached & end) !== 0 && node.own) for (const info of node.own) found.push(info);
  return (reached & ~end) === 0 || walk(node, search, reached & ~end, found);
}

/** The step that alone has been reached; null when there are several. */
function onlyStep(steps: readonly Step[], reached: number): Step | null {
  return (reached & (reached - 1)) === 0 ? (steps[31 - Math.clz32(reached)] ?? null) : null;
}

function matches(step: Exclude<Step, "deep">, segment: string): boolean {
  if (step === "any") return true;
  return "text" in step ? step.text === segment : step.glob.test(segment);
}
