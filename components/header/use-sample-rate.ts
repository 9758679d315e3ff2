import { useCallback, useSyncExternalStore } from "react";
import { useLiveSource } from "@/components/live/provider";
import { useEventSource } from "@/components/live/use-event-source";
import { lastSample } from "@/lib/live/window";

const subscription = {
  targets: ["counters:statboard.samples:rate"],
  rangeMs: 60_000,
  stepMs: null,
};

/** Samples per second that the program took in during the last step; null while nothing is known. */
export function useSampleRate(): number | null {
  const source = useLiveSource();
  const { series } = useEventSource(subscription);
  const window = series[0]?.window ?? null;
  const getRate = useCallback(() => (window ? (lastSample(window)?.value ?? null) : null), [window]);
  return useSyncExternalStore(source.onData, getRate, getServerRate);
}

function getServerRate(): null {
  return null;
}
