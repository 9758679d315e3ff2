/** Who can draw a chart as paths, which are sharp at every size: for print, and for pictures to take along. */
export interface Paper {
  /** Where it draws. */
  host: Element;
  /** Draws; returns how to take it away. */
  draw(): () => void;
  /** What is drawn, in ms; null while nothing is. */
  span(): { fromMs: number; untilMs: number } | null;
}

const papers = new Set<Paper>();
let clears: (() => void)[] = [];

/** Draws before the page is printed, and takes it away afterwards. Returns how to stop. */
export function onPrint(paper: Paper): () => void {
  if (papers.size === 0) watch();
  papers.add(paper);
  return () => {
    papers.delete(paper);
    if (papers.size === 0) unwatch();
  };
}

/** The papers inside an element. */
export function findPapers(within: Element): Paper[] {
  return [...papers].filter(({ host }) => within.contains(host));
}

function watch(): void {
  window.addEventListener("beforeprint", drawAll);
  window.addEventListener("afterprint", clearAll);
}

function unwatch(): void {
  clearAll();
  window.removeEventListener("beforeprint", drawAll);
  window.removeEventListener("afterprint", clearAll);
}

function drawAll(): void {
  clearAll();
  clears = [...papers].map((paper) => paper.draw());
}

function clearAll(): void {
  for (const clear of clears) clear();
  clears = [];
}
