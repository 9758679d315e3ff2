import { type RefObject, useEffect, useState } from "react";
import { takeTurn } from "./frames";

/** Whether an element is, or soon will be, in sight; and whether its turn to be filled has come. */
export function useInTurn(element: RefObject<HTMLElement | null>): {
  visible: boolean;
  ready: boolean;
} {
  const [visible, setVisible] = useState(false);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver(
      (entries) => setVisible(entries[entries.length - 1]?.isIntersecting ?? false),
      { rootMargin: "120px" },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  useEffect(() => {
    if (visible && !ready) return takeTurn(() => setReady(true));
  }, [visible, ready]);
  return { visible, ready };
}
