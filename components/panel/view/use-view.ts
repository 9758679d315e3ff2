import { useSyncExternalStore } from "react";
import { type HeldView, onView, readView } from "./view";

/** The part of time that is held; null while live. */
export function useView(): HeldView | null {
  return useSyncExternalStore(onView, readView, () => null);
}
