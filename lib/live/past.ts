import type { FeedSeries } from "./feeds";
import type { QueryAnswer } from "./polling";
import { createWindow } from "./window";

export interface PastRequest {
  targets: readonly string[];
  fromMs: number;
  untilMs: number;
  /** Null: the finest that this part of time can be drawn in. */
  stepMs: number | null;
}

/**
 * Asks /api/query, at `url`, for a part of time. The series stand in the order of the targets and of their names,
 * as a page's feeds do; their windows do not grow. Throws when there is no answer.
 */
export async function readPast(
  ask: (url: string) => Promise<Response>,
  url: string,
  { targets, fromMs, untilMs, stepMs }: PastRequest,
): Promise<FeedSeries[]> {
  const params = new URLSearchParams(targets.map((target) => ["target", target]));
  params.set("from", String(Math.round(fromMs)));
  params.set("until", String(Math.round(untilMs)));
  if (stepMs !== null) params.set("step", `${stepMs}ms`);
  const response = await ask(`${url}?${params}`);
  if (!response.ok) throw new Error(`the past was not told: ${response.status}`);
  const { series } = (await response.json()) as QueryAnswer;
  const place = ({ target }: { target: string }) => targets.indexOf(target);
  series.sort((a, b) => place(a) - place(b) || (a.name < b.name ? -1 : 1));
  return series.map(({ target, name, startMs, stepMs: step, values }) => {
    const window = createWindow(step, values.length * step);
    values.forEach((value, i) => window.upsert(startMs + i * step, value));
    return { id: `${target} ${name} ${startMs}`, target, name, window };
  });
}
