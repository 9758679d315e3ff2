import { createNaive } from "./naive";
import { createOurs, type OursWay } from "./ours";
import type { Size, Way } from "./size";
import { createUplot } from "./uplot";

const ways = { ours: createOurs, uplot: createUplot, naive: createNaive };
export type WayName = keyof typeof ways;

/** What the bench calls in the page. */
export interface BenchPage {
  mount(name: WayName, size: Size): number[];
  /**
   * Runs ticks one after the other, each in a frame of its own, at most one in `everyMs`. Answers how long the
   * longest kept the thread, in ms of wall clock.
   */
  run(ticks: number, everyMs: number): Promise<number>;
  /** Draws ticks one after the other, a frame after every hundred. */
  hurry(ticks: number): Promise<void>;
  /** Of our own way: moves the cursor, or zooms, so many times, each in a frame of its own. */
  touch(gesture: "point" | "zoom", times: number): Promise<void>;
  unmount(): void;
}

let way: Way | null = null;
let nextStep = 0;

const page: BenchPage = {
  /** Answers the milliseconds that each panel took. */
  mount(name, size) {
    way = ways[name]();
    nextStep = size.points;
    document.body.replaceChildren();
    return Array.from({ length: size.panels }, (_, place) => {
      const element = document.createElement("div");
      element.className = "panel";
      document.body.append(element);
      const startedMs = performance.now();
      way!.mount(element, place, size);
      return performance.now() - startedMs;
    });
  },
  async run(ticks, everyMs) {
    let longestMs = 0;
    for (let i = 0; i < ticks; i++) {
      const spaced = new Promise((resolve) => setTimeout(resolve, everyMs));
      // Within the frame's own callback: what a promise runs is not counted as script.
      await new Promise<void>((resolve) =>
        requestAnimationFrame(() => {
          const startedMs = performance.now();
          way!.tick(nextStep++);
          longestMs = Math.max(longestMs, performance.now() - startedMs);
          requestAnimationFrame(() => resolve());
        }),
      );
      await spaced;
    }
    return longestMs;
  },
  async hurry(ticks) {
    for (let i = 0; i < ticks; i++) {
      way!.tick(nextStep++);
      if (i % 100 === 99) await new Promise(requestAnimationFrame);
    }
  },
  async touch(gesture, times) {
    const ours = way as OursWay;
    for (let i = 0; i < times; i++)
      await new Promise<void>((resolve) =>
        requestAnimationFrame(() => {
          ours[gesture](0.1 + 0.8 * ((i * 0.37) % 1));
          requestAnimationFrame(() => resolve());
        }),
      );
  },
  unmount() {
    way?.unmount();
    way = null;
    document.body.replaceChildren();
  },
};
Object.assign(window, { bench: page });
