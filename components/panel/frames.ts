// Many steps, one redraw: whoever asks during a frame is drawn once in the next. The browser runs no frames
// while the page is hidden, so that a hidden page costs nothing and is drawn once on its return.

type Draw = () => void;

/** A frame draws for this long at most, in ms; what is left comes first in the next one. */
const budgetMs = 25;

const pending = new Set<Draw>();
let isScheduled = false;
const turns: Draw[] = [];

export function requestDraw(draw: Draw): void {
  pending.add(draw);
  schedule();
}

export function cancelDraw(draw: Draw): void {
  pending.delete(draw);
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
  // A copy: who asks again while being drawn waits for the next frame.
  const draws = Array.from(pending);
  for (const draw of draws) {
    if (!pending.delete(draw)) continue;
    draw();
    if (performance.now() > untilMs) break;
  }
  if (pending.size > 0) schedule();
}

function runTurn(): void {
  turns.shift()?.();
  if (turns.length > 0) requestAnimationFrame(runTurn);
}
