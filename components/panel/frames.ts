// Many steps, one redraw: whoever asks during a frame is drawn once in the next. The browser runs no frames
// while the page is hidden, so that a hidden page costs nothing and is drawn once on its return.

type Draw = () => void;

const pending = new Set<Draw>();
const turns: Draw[] = [];

export function requestDraw(draw: Draw): void {
  if (pending.size === 0) requestAnimationFrame(drawPending);
  pending.add(draw);
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

function drawPending(): void {
  const draws = [...pending];
  pending.clear();
  for (const draw of draws) draw();
}

function runTurn(): void {
  turns.shift()?.();
  if (turns.length > 0) requestAnimationFrame(runTurn);
}
