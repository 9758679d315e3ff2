import type { StreamDescription } from "./frames";

export interface Described {
  /** Where the stream is. */
  url: string;
  /** What to add to this computer's clock to have the server's. */
  offsetMs: number | null;
}

/** Stores a description with the server. Rejects with a sentence for people when the server refuses. */
export async function postDescription(
  post: (init: RequestInit) => Promise<Response>,
  description: StreamDescription & { held: string[] },
  signal: AbortSignal,
  now: () => number,
): Promise<Described> {
  const sentMs = now();
  const response = await post({
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(description),
    signal,
  });
  const body = (await response.json().catch(() => null)) as {
    url?: string;
    nowMs?: number;
    error?: { message?: string };
  } | null;
  if (!response.ok || typeof body?.url !== "string")
    throw new Error(body?.error?.message ?? `the server answered ${response.status}`);
  // The server read its clock somewhere between sending and hearing: take the middle.
  const offsetMs = typeof body.nowMs === "number" ? body.nowMs - (sentMs + now()) / 2 : null;
  return { url: body.url, offsetMs };
}
