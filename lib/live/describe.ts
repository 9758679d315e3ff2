import type { DescriptionChange, StreamDescription } from "./frames";

export interface Described {
  /** Where the stream is. */
  url: string;
  /** When it was asked for and answered, by this computer, and the server's clock between the two. */
  roundTrip: { sentMs: number; heardMs: number; serverMs: number } | null;
}

/** Stores a description with the server. Rejects with a sentence for people when the server refuses. */
export async function postDescription(
  post: (init: RequestInit) => Promise<Response>,
  description: StreamDescription & { held: string[] },
  signal: AbortSignal,
  monotonic: () => number,
): Promise<Described> {
  const sentMs = monotonic();
  const response = await post({
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(description),
    signal,
  });
  const heardMs = monotonic();
  const body = (await response.json().catch(() => null)) as {
    url?: string;
    nowMs?: number;
    error?: { message?: string };
  } | null;
  if (!response.ok || typeof body?.url !== "string")
    throw new Error(body?.error?.message ?? `the server answered ${response.status}`);
  const serverMs = body.nowMs;
  return {
    url: body.url,
    roundTrip: typeof serverMs === "number" ? { sentMs, heardMs, serverMs } : null,
  };
}

/** Null: nothing that a change of a stored description can bring about. */
export function changeBetween(before: StreamDescription, after: StreamDescription): DescriptionChange | null {
  if (before.names !== after.names) return null;
  const [had, has] = [before, after].map((each) => new Set(each.subscriptions.map(({ key }) => key)));
  return {
    add: after.subscriptions.filter(({ key }) => !had!.has(key)),
    remove: [...had!].filter((key) => !has!.has(key)),
  };
}

/** Rejects when the server does not take the change, whatever the reason. */
export async function patchDescription(
  patch: (init: RequestInit) => Promise<Response>,
  change: DescriptionChange,
  signal: AbortSignal,
): Promise<void> {
  const response = await patch({
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(change),
    signal,
  });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
}
