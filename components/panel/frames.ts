// Many steps, one redraw: whoever asks during a frame is drawn once in the next. The browser runs no frames
// while the page is hidden, so that a hidden page costs nothing and is drawn once on its return.

type Draw = () => void;

/** A frame draws for this long at most, in ms; what is left comes first in the next one. */
const budgetMs = 25;

const pending = new Set<Draw>();
const frameListeners = new Set<() => () => void>();
/** What is called when all that was asked for so far is painted. */
let untold: (() => void)[] = [];
let afterFrame: MessageChannel | null = null;
let isScheduled = false;
const turns: Draw[] = [];

export function requestDraw(draw: Draw): void {
  pending.add(draw);
  schedule();
}

export function cancelDraw(draw: Draw): void {
  pending.delete(draw);
}

/** Called when a frame begins to draw; what it returns is called when all that was asked for is painted. */
export function onFrame(listener: () => () => void): () => void {
  frameListeners.add(listener);
  return () => void frameListeners.delete(listener);
}

/** Runs expensive work one piece a frame, in order. Returns how to give the turn up. */
export function takeTurn(run: Draw): () => void {
  turns.push(run);
  if (turns.length === 1) requestAnimationFrame(runTurn);
  return () => {
    const index = turns.indexOf(run);
    if (index >= 0) turns.splice(index, 1);
  };
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  requestAnimationFrame(drawPending);
}

function drawPending(): void {
  isScheduled = false;
  const untilMs = performance.now() + budgetMs;
  untold.push(...[...frameListeners].map((listener) => listener()));
  // A copy: who asks again while being drawn waits for the next frame.
  const draws = Array.from(pending);
  let drawn = 0;
  for (const draw of draws) {
    drawn++;
    if (!pending.delete(draw)) continue;
    draw();
    if (performance.now() > untilMs) break;
  }
  if (pending.size > 0) schedule();
  if (drawn === draws.length) tellPainted();
}

/** A task that is posted within a frame runs after its layout and paint. */
function tellPainted(): void {
  const painted = untold;
  untold = [];
  if (painted.length === 0) return;
  afterFrame ??= new MessageChannel();
  afterFrame.port1.onmessage = () => painted.forEach((tell) => tell());
  afterFrame.port2.postMessage(null);
}

function runTurn(): void {
  turns.shift()?.();
  if (turns.length > 0) requestAnimationFrame(runTurn);
}
