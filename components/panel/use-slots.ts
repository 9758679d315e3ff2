import { useEffect, useMemo, useRef, useState } from "react";
import type { KeptSlot, Panel } from "@/lib/dashboard/dashboard";
import { bucketsOf } from "./colors";
import { assignSlots, keepSlots, type Slots } from "./slots";

const none: Slots = new Map();
const wildcards = /[*?[\]{}()]/;

/**
 * The slots of a panel's buckets. While it is on the page no colour changes, whatever comes or goes; `onKeep`
 * is told what the board's link must keep so that it is the same after a reload.
 */
export function useSlots(
  panel: Panel,
  names: readonly string[],
  onKeep?: (slots: readonly KeptSlot[]) => void,
): Slots {
  const buckets = useMemo(() => bucketsOf(names), [names]);
  const [shown, setShown] = useState({ buckets: [] as readonly string[], slots: none });
  let { slots } = shown;
  if (shown.buckets !== buckets) {
    slots = assignSlots(buckets, [...shown.slots, ...panel.slots]);
    setShown({ buckets, slots });
  }

  const told = useRef("");
  useEffect(() => {
    if (!onKeep || buckets.length === 0) return;
    const isFixed = !panel.targets.some((target) => wildcards.test(target));
    const kept = keepSlots(buckets, slots, panel.slots, isFixed);
    if (kept === panel.slots) return;
    // What a link cannot hold is not told again and again.
    const text = JSON.stringify([panel.targets, kept]);
    if (text === told.current) return;
    told.current = text;
    onKeep(kept);
  }, [buckets, slots, panel, onKeep]);
  return slots;
}
