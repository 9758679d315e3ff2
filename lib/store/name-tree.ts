import { compileGlob, type Glob, isGlob, splitGlob } from "@/lib/metric/glob";
import type { Kind, SeriesInfo } from "@/lib/metric/series";
import { nameOf } from "@/lib/metric/tags";
import type { NameChild } from "./port";

/** The series known, by the dot segments of their names. Tags are not part of the path. */
export interface NameTree {
  insert(info: SeriesInfo): void;
  remove(info: SeriesInfo): void;
  /** Every series whose bucket the glob matches. */
  find(glob: string): SeriesInfo[];
  /** Every series of exactly this name, with whatever tags. */
  at(name: string): readonly SeriesInfo[];
  /** What stands below a name; null: at the top. In no order. */
  children(name: string | null): NameChild[];
}

interface Node {
  /** The series that end here. */
  own: SeriesInfo[] | null;
  children: Map<string, Node> | null;
  /** How many series there are here and below. */
  count: number;
}

/** A segment that takes one step down, or any number of them. */
type Step = { text: string } | { glob: Glob } | "any" | "deep";

/** Bits of one number hold how far a path has matched. */
const maxSteps = 29;

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
        if (--node.count === 0 && i > 0) path[i - 1]!.children!.delete(segments[i - 1]!);
      });
    },
    find(glob) {
      const { segments, rest } = splitGlob(glob);
      const crossing = segments.findIndex((segment) => segment !== "**" && segment.includes("**"));
      const usable = segments.slice(0, crossing < 0 ? maxSteps : Math.min(crossing, maxSteps));
      const isName = rest !== "mixed" && usable.length === segments.length;
      const found: SeriesInfo[] = [];
      walk(root, isName ? usable.map(toStep) : [...usable.map(toStep), "deep"], 1, found);
      if (isName && rest === "none") return found;
      // What the steps do not say is checked on each name that can still match.
      const whole = compileGlob(glob);
      return found.filter(({ bucket }) => whole.test(bucket));
    },
    at: (name) => nodeAt(name.split("."))?.own ?? [],
    children(name) {
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
          lastSeenMs: newestBelow(node),
        };
      });
    },
  };
}

function createNode(): Node {
  return { own: null, children: null, count: 0 };
}

function toStep(segment: string): Step {
  if (segment === "**") return "deep";
  if (segment === "*") return "any";
  return isGlob(segment) ? { glob: compileGlob(segment) } : { text: segment };
}

/** Goes down wherever a step can; bit i of `reached` says that the steps before i have matched. */
function walk(node: Node, steps: readonly Step[], reached: number, found: SeriesInfo[]): void {
  if (!node.children) return;
  const only = onlyStep(steps, reached);
  if (only !== null && typeof only === "object" && "text" in only) {
    const child = node.children.get(only.text);
    if (child) enter(child, steps, reached << 1, found);
    return;
  }
  for (const [segment, child] of node.children) {
    let next = 0;
    for (let i = 0; i < steps.length; i++) {
      if ((reached & (1 << i)) === 0) continue;
      const step = steps[i]!;
      if (step === "deep") next |= (1 << i) | (1 << (i + 1));
      else if (matches(step, segment)) next |= 1 << (i + 1);
    }
    if (next !== 0) enter(child, steps, next, found);
  }
}

function enter(node: Node, steps: readonly Step[], reached: number, found: SeriesInfo[]): void {
  const end = 1 << steps.length;
  if ((reached & end) !== 0 && node.own) for (const info of node.own) found.push(info);
  if ((reached & ~end) !== 0) walk(node, steps, reached & ~end, found);
}

/** The step that alone has been reached; null when there are several. */
function onlyStep(steps: readonly Step[], reached: number): Step | null {
  return (reached & (reached - 1)) === 0 ? (steps[31 - Math.clz32(reached)] ?? null) : null;
}

function matches(step: Exclude<Step, "deep">, segment: string): boolean {
  if (step === "any") return true;
  return "text" in step ? step.text === segment : step.glob.test(segment);
}

function newestBelow(node: Node): number {
  let newest = -Infinity;
  for (const { lastSeenMs } of node.own ?? []) newest = Math.max(newest, lastSeenMs);
  if (node.children)
    for (const child of node.children.values()) newest = Math.max(newest, newestBelow(child));
  return newest;
}
