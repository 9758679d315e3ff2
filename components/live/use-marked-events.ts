import { useSyncExternalStore } from "react";
import type { AnnotationEvent } from "@/lib/live/frames";
import { useLiveSource } from "./provider";

/** All marked events that the page knows, by their times. */
export function useMarkedEvents(): readonly AnnotationEvent[] {
  const source = useLiveSource();
  return useSyncExternalStore(source.onEvents, source.events, getServerEvents);
}

const none: readonly AnnotationEvent[] = [];

function getServerEvents(): readonly AnnotationEvent[] {
  return none;
}
