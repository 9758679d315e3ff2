import type { FeedSeries } from "./feeds";
import type { SeriesWindow } from "./window";

/** `waiting`: no sample yet. `silent`: nobody sends, which is no fault of the link. `offline`: the link is cut. */
export type FreshnessName = "waiting" | "live" | "late" | "silent" | "offline";

export interface Freshness {
  name: FreshnessName;
  /** From the newest sample's step to the newest step of the stream; null without a sample. */
  ageMs: number | null;
  /** Nine of ten samples came at most so far apart; null while too few came to tell. */
  usualMs: number | null;
  /** Silent, and yet its value is known: a counter nobody counts is zero. */
  isZero: boolean;
}

const lateFactor = 2;
const silentFactor = 3;
const samplesLookedAt = 60;
/** Of a series that sent once, nothing is expected sooner. */
const unknownUsualMs = 20_000;
/** A counter that counts in nearly every step for so long is missed when it stops. */
const steadySamples = 30;
const steadyShare = 0.9;

/** Judges one series by its own habit. `endMs` is where the newest step of the stream ended. */
export function judgeFreshness(series: Pick<FeedSeries, "name" | "window">, endMs: number): Freshness {
  const { window } = series;
  const known = listSamples(window, (value) => value !== null);
  if (known.length === 0) return { name: "waiting", ageMs: null, usualMs: null, isZero: false };
  const isCounter = series.name.startsWith("counters:");
  const counted = isCounter ? listSamples(window, (value) => value !== null && value !== 0) : known;
  const isSteady =
    counted.length >= steadySamples && (counted.length - 1) / (counted[0]! - counted.at(-1)!) >= steadyShare;
  const samples = isSteady ? counted : known;

  const usualMs = findUsual(samples, window.stepMs);
  const edgeMs = (Math.floor(endMs / window.stepMs) - 1) * window.stepMs;
  const ageMs = Math.max(0, edgeMs - (window.firstMs + samples[0]! * window.stepMs));
  const expectedMs = usualMs ?? Math.max(unknownUsualMs, window.stepMs);
  const name =
    ageMs >= silentFactor * expectedMs ? "silent" : ageMs >= lateFactor * expectedMs ? "late" : "live";
  return { name, ageMs, usualMs, isZero: samples[0] !== known[0] };
}

/** Places of the newest samples, newest first. */
function listSamples(window: SeriesWindow, isSample: (value: number | null) => boolean): number[] {
  const places: number[] = [];
  for (let i = window.count - 1; i >= 0 && places.length <= samplesLookedAt; i--)
    if (isSample(window.at(i))) places.push(i);
  return places;
}

/** Not the median: what comes at random is often three times as far apart as in the median. */
function findUsual(places: readonly number[], stepMs: number): number | null {
  const distances = places.slice(1).map((place, i) => places[i]! - place);
  distances.sort((a, b) => a - b);
  const usual = distances[Math.floor(distances.length * 0.9)];
  return usual === undefined ? null : usual * stepMs;
}
