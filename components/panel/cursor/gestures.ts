/** What people do to a panel with a mouse, a pen or fingers; places in px of the panel. */
export interface Gestures {
  /** A mouse moves over it, or a finger along it. */
  point(x: number, y: number): void;
  /** What pointed is gone. */
  leave(): void;
  click(x: number): void;
  doubleClick(): void;
  /** A mouse is being dragged from one place to another; a finger is not: it points. */
  drag(fromX: number, x: number): void;
  drop(fromX: number, x: number): void;
  cancelDrag(): void;
  /** Two fingers came down, in the order of their places. */
  beginPinch(xs: [number, number]): void;
  pinch(xs: [number, number]): void;
}

/** A hand that clicks moves so far. */
const slackPx = 4;
/** Closer together, the smallest move of a finger would be a great one of time. */
const leastApartPx = 24;

/** Tells gestures on `element` apart. Returns how to stop. */
export function watchGestures(element: HTMLElement, on: Gestures): () => void {
  const fingers = new Map<number, number>();
  let [left, top] = [0, 0];
  let press: { id: number; x: number; moved: boolean } | null = null;
  const stopped = new AbortController();
  const listen = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    hear: (event: HTMLElementEventMap[Name]) => void,
  ) => element.addEventListener(name, hear, { signal: stopped.signal });

  listen("pointerenter", measure);
  listen("pointerdown", down);
  listen("pointermove", move);
  listen("pointerup", up);
  listen("pointercancel", cancel);
  listen("pointerleave", (event) => event.pointerType !== "touch" && on.leave());
  listen("dblclick", (event) => !isControl(event) && on.doubleClick());
  return () => stopped.abort();

  function measure(): void {
    const place = element.getBoundingClientRect();
    left = place.left + element.clientLeft;
    top = place.top + element.clientTop + window.scrollY;
  }

  function down(event: PointerEvent): void {
    if (event.button !== 0 || isControl(event)) return;
    measure();
    const x = event.clientX - left;
    press = { id: event.pointerId, x, moved: false };
    if (event.pointerType !== "touch") return;
    fingers.set(event.pointerId, x);
    if (fingers.size !== 2) return;
    press = null;
    on.leave();
    on.beginPinch(readFingers());
  }

  function move(event: PointerEvent): void {
    const x = event.clientX - left;
    if (fingers.has(event.pointerId)) fingers.set(event.pointerId, x);
    if (fingers.size === 2) return on.pinch(readFingers());
    if (press?.id === event.pointerId && !press.moved && Math.abs(x - press.x) > slackPx) {
      press.moved = true;
      element.setPointerCapture(event.pointerId);
    }
    if (event.pointerType === "touch") {
      if (press?.moved) on.point(x, event.pageY - top);
    } else if (press?.moved) on.drag(press.x, x);
    else on.point(x, event.pageY - top);
  }

  function up(event: PointerEvent): void {
    const x = event.clientX - left;
    const ended = press?.id === event.pointerId ? press : null;
    const isTouch = fingers.delete(event.pointerId);
    if (!ended) return;
    press = null;
    if (!ended.moved) on.click(x);
    else if (isTouch) on.leave();
    else on.drop(ended.x, x);
  }

  function cancel(event: PointerEvent): void {
    const isTouch = fingers.delete(event.pointerId);
    if (press?.id !== event.pointerId) return;
    const { moved } = press;
    press = null;
    if (!moved) return;
    if (isTouch) on.leave();
    else on.cancelDrag();
  }

  function readFingers(): [number, number] {
    const [first = 0, second = 0] = [...fingers.values()].sort((a, b) => a - b);
    return [first, Math.max(second, first + leastApartPx)];
  }
}

/** Buttons and links inside a panel mean themselves. */
function isControl({ target }: Event): boolean {
  return target instanceof Element && target.closest("button, a, input, select, .panel-legend") !== null;
}
