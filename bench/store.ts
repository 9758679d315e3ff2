import { runParts } from "./parts";
import { measureEvaluation } from "./store/evaluate";
import { measureFlush } from "./store/flush";
import { measureMemory } from "./store/memory";
import { measureNames } from "./store/names";
import { measurePublishing } from "./store/publish";
import { measureReads } from "./store/read";
import { type Part } from "./report";
import { measureRetention } from "./store/retention";
import { measureScale } from "./store/scale";
import { measureSealing } from "./store/seal";

const parts: Record<string, Part> = {
  memory: measureMemory,
  retention: measureRetention,
  flush: measureFlush,
  publish: measurePublishing,
  read: measureReads,
  evaluate: measureEvaluation,
  names: measureNames,
  seal: measureSealing,
  scale: measureScale,
};

/** Runs the named parts, or all, one after the other; prints a table for each. Answers the exit code. */
export function runBench(args: string[]): Promise<number> {
  return runParts("store", parts, args);
}
