import { useEffect, useEffectEvent } from "react";
import type { NamesEvent } from "@/lib/live/frames";
import { useLiveSource } from "./provider";

/** Calls back with buckets never seen before, while the component is mounted. */
export function useNewBuckets(onNames: (names: NamesEvent["names"]) => void): void {
  const source = useLiveSource();
  const notify = useEffectEvent(onNames);
  useEffect(() => source.watchNames((names) => notify(names)), [source]);
}
