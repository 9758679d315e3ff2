/**
 * Calls `draw` before the page is printed, and what it returned afterwards: paper gets paths, which are sharp
 * at every size. Returns how to stop.
 */
export function onPrint(draw: () => () => void): () => void {
  let clear: (() => void) | null = null;
  const before = () => {
    clear?.();
    clear = draw();
  };
  const after = () => {
    clear?.();
    clear = null;
  };
  window.addEventListener("beforeprint", before);
  window.addEventListener("afterprint", after);
  return () => {
    after();
    window.removeEventListener("beforeprint", before);
    window.removeEventListener("afterprint", after);
  };
}
