import { measureAccepting } from "./live/accept";
import { measureFanOut } from "./live/fanout";
import { measureWatching } from "./live/watch";
import { runParts } from "./parts";

export function runBench(args: string[]): Promise<number> {
  return runParts("live", { fanout: measureFanOut, accept: measureAccepting, watch: measureWatching }, args);
}
