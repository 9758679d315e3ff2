// Many steps, one redraw: whoever asks during a frame is drawn once in the next. The browser runs no frames
// while the page is hidden, so that a hidden page costs nothing and is drawn once on its return.

type Draw = () => void;

const pending = new Set<Draw>();
const frameListeners = new Set<() => () => void>();
let afterFrame: MessageChannel | null = null;
const turns: Draw[] = [];

export function requestDraw(draw: Draw): void {
  if (pending.size === 0) requestAnimationFrame(drawPending);
  pending.add(draw);
}

export function cancelDraw(draw: Draw): void {
  pending.delete(draw);
}

/** Called when a frame begins to draw; what it returns is called when the frame is painted. */
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

function drawPending(): void {
  const draws = [...pending];
  const painted = [...frameListeners].map((listener) => listener());
  pending.clear();
  for (const draw of draws) draw();
  if (painted.length === 0) return;
  // A task that is posted within a frame runs after its layout and paint.
  afterFrame ??= new MessageChannel();
  afterFrame.port1.onmessage = () => painted.forEach((tell) => tell());
  afterFrame.port2.postMessage(null);
}

function runTurn(): void {
  turns.shift()?.();
  if (turns.length > 0) requestAnimationFrame(runTurn);
}
