import { useSyncExternalStore } from "react";
import { connectingStatus, type SourceStatus } from "@/lib/live/source-status";
import { useLiveSource } from "./provider";

/** The state of the page's one stream, for the header. Changes at most once a second while live. */
export function useLiveStatus(): SourceStatus {
  const source = useLiveSource();
  return useSyncExternalStore(source.onStatus, source.getStatus, getServerStatus);
}

function getServerStatus(): SourceStatus {
  return connectingStatus;
}
