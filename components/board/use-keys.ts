import { useEffect, useEffectEvent } from "react";

/** Keys of the whole page. Not while something is typed, nor with Ctrl, Alt or the command key. */
export function useKeys(keys: Record<string, () => void>): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key !== "Escape" && isTyping(event.target)) return;
    if (event.key === " " && isPressed(event.target)) return;
    const name = event.shiftKey && event.key.startsWith("Arrow") ? `Shift ${event.key}` : event.key;
    const act = Object.hasOwn(keys, name) ? keys[name] : keys[name.toLowerCase()];
    if (!act) return;
    // Escape is also the browser's own key: a dialog closes by it.
    if (event.key !== "Escape") event.preventDefault();
    act();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]") !== null
  );
}

/** Space is how the one that has the focus is pressed. */
function isPressed(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("button, a, summary, [role=option]") !== null;
}
