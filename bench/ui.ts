import { runParts } from "./parts";
import { measureEndurance } from "./ui/endurance";
import { measureOpening } from "./ui/open";
import { measurePointer } from "./ui/pointer";
import { measureBoard, measureLarge } from "./ui/ticks";

/** Runs the named parts, or all, one after the other; prints a table for each. Answers the exit code. */
export function runBench(args: string[]): Promise<number> {
  return runParts(
    "ui",
    {
      board: measureBoard,
      large: measureLarge,
      open: measureOpening,
      endurance: measureEndurance,
      pointer: measurePointer,
    },
    args,
  );
}
