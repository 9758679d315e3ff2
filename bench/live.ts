import { measureAccepting } from "./live/accept";
import { measureFanOut } from "./live/fanout";
import { measureLeak } from "./live/leak";
import { measureWatching } from "./live/watch";
import { runParts } from "./parts";

export function runBench(args: string[]): Promise<number> {
  const parts = {
    fanout: measureFanOut,
    accept: measureAccepting,
    watch: measureWatching,
    leak: measureLeak,
  };
  return runParts("live", parts, args);
}
