import type { StreamDescription } from "./frames";

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
