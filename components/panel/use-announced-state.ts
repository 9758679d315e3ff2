import { useEffect, useRef } from "react";
import { announce } from "./cursor/announce";
import type { PanelState } from "./panel-state";

/** Says when a panel that was live no longer is, and when it is again. Its growing age is not said. */
export function useAnnouncedState(title: string, { name, sentence }: PanelState): void {
  const latest = useRef(sentence);
  useEffect(() => void (latest.current = sentence));
  const said = useRef<string | null>(null);
  useEffect(() => {
    const before = said.current;
    if (name === "loading") return;
    said.current = name;
    if (before === null || before === name) return;
    announce(`${title}: ${name === "live" ? "live again" : latest.current || name}`, `state of ${title}`);
  }, [title, name]);
}
