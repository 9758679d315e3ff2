import { useMemo, useSyncExternalStore } from "react";
import { groupFeeds, type LiveStatus, loadingStatus, type PanelSubscription } from "@/lib/live/group";
import { useLiveSource } from "./provider";

/**
 * Registers a panel's targets with the page's one stream while the component is mounted. Renders again when
 * the status changes; points never pass through React: read them from `status.series[i].window`.
 */
export function useEventSource(subscription: PanelSubscription): LiveStatus {
  const source = useLiveSource();
  const description = JSON.stringify(subscription);
  const group = useMemo(
    () => groupFeeds(source, JSON.parse(description) as PanelSubscription),
    [source, description],
  );
  return useSyncExternalStore(group.subscribe, group.getStatus, getServerStatus);
}

function getServerStatus(): LiveStatus {
  return loadingStatus;
}
