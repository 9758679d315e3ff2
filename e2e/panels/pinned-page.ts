// Runs in the page, before its own code: its stream and its clock are the test's, all else is as delivered.

/** What the test calls in the page. */
export interface PinnedPage {
  /** Gives every panel a minute of history that ends now. */
  begin(): void;
  /** From now on frames are drawn when `run` says so. */
  takeFrames(): void;
  /** So many steps of a tenth of a second, each drawn. Answers what went wrong with the pinned tooltip. */
  run(steps: number): string[];
}

/** Of all steps, the pinned one is corrected once in so many; the tooltip must say so. */
export const correctEvery = 50;

/** Passed to the browser as text: it sees nothing of this file but itself. */
export function installPinnedPage(everySteps: number): void {
  const stepMs = 100;
  const listeners = new Map<string, ((event: { data: string; lastEventId: string }) => void)[]>();
  let keys: { key: string; target: string }[] = [];
  let shiftMs = 0;
  let endMs = 0;
  let frames: FrameRequestCallback[] | null = null;
  let pinned: { title: string; places: string; value: string } | null = null;

  const clock = Date.now;
  Date.now = () => clock() + shiftMs;
  const monotonic = performance.now.bind(performance);
  performance.now = () => monotonic() + shiftMs;
  const nextFrame = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (run) => (frames ? frames.push(run) : nextFrame(run));
  const send = window.fetch.bind(window);
  window.fetch = (input, init) => {
    if (init?.method === "POST" && String(input).endsWith("/api/stream"))
      keys = (JSON.parse(String(init.body)) as { subscriptions: typeof keys }).subscriptions;
    return send(input, init);
  };
  Object.assign(window, {
    EventSource: class {
      readyState = 1;
      addEventListener(name: string, listener: (event: { data: string; lastEventId: string }) => void) {
        listeners.set(name, [...(listeners.get(name) ?? []), listener]);
      }
      close() {
        this.readyState = 2;
      }
    },
  });

  const deliver = (name: string, data: object, id = "") => {
    for (const listener of listeners.get(name) ?? [])
      listener({ data: JSON.stringify(data), lastEventId: id });
  };
  const valueAt = (ms: number) => Math.round(50 + 40 * Math.sin(ms / 3_000));
  const page: PinnedPage = {
    begin() {
      endMs = Math.floor(Date.now() / stepMs) * stepMs;
      const startMs = endMs - 60_000;
      const values = Array.from({ length: 600 }, (_, i) => valueAt(startMs + i * stepMs));
      deliver("status", { state: "live", lagMs: 5, nowMs: Date.now() });
      deliver(
        "snapshot",
        {
          rev: "r",
          keys: keys.map(({ key }) => key),
          series: keys.map(({ key, target }) => ({ key, name: target, stepMs })),
          columns: keys.map(() => [[startMs, values]]),
          fresh: true,
        },
        `${endMs}.${endMs}`,
      );
    },
    takeFrames: () => void (frames = []),
    run(steps) {
      const faults: string[] = [];
      for (let i = 0; i < steps && faults.length < 5; i++) {
        shiftMs += stepMs;
        endMs += stepMs;
        deliver(
          "flush",
          { rev: "r", end: endMs, values: keys.map(() => valueAt(endMs)) },
          `${endMs}.${endMs}`,
        );
        if (i % everySteps === 0) correct(i);
        const due = frames?.splice(0) ?? [];
        for (const run of due) run(performance.now());
        const fault = look();
        if (fault) faults.push(`${fault} at step ${i}`);
      }
      return faults;
    },
  };
  Object.assign(window, { pinned: page });

  /** Another value for the pinned step. */
  function correct(i: number): void {
    const title = find(".crosshair-tooltip > div > b > span")?.textContent;
    if (!pinned || !title) return;
    const at = new Date(endMs);
    const [hours = 0, minutes = 0, seconds = 0] = title.split(":").map(Number);
    at.setHours(hours, minutes, seconds, 0);
    const value = 101 + (i % 90);
    const points = keys.flatMap((_, index) =>
      Array.from({ length: 10 }, (_each, tenth) => [index, at.getTime() + tenth * stepMs, value]),
    );
    deliver("correct", { rev: "r", points });
    pinned.value = String(value);
  }

  /** Compares the tooltip with what it was when first looked at; null: nothing is wrong. */
  function look(): string | null {
    const box = find(".crosshair-tooltip > div");
    if (!box || box.getClientRects().length === 0) return "the tooltip is gone";
    const places = [".crosshair-line", ".crosshair-tooltip > div"]
      .map((part) => find(part)!.getBoundingClientRect())
      .map(({ left, top }) => `${left} ${top}`)
      .join(", ");
    const title = box.querySelector(":scope b > span")!.textContent ?? "";
    const value = box.querySelector(":scope ul b")!.textContent ?? "";
    pinned ??= { title, places, value };
    if (pinned.title !== title) return `it says ${title}, not ${pinned.title}`;
    if (pinned.places !== places) return `it drifted from ${pinned.places} to ${places}`;
    if (pinned.value !== value) return `its value is ${value}, not ${pinned.value}`;
    return null;
  }

  function find(selector: string): Element | null {
    return document.querySelector(`[data-panel] [data-pinned="true"] ${selector}`);
  }
}
