import { type Ask, claimedAddress, NoAnswer } from "./ask";

/** Asks the page's own origin, with its cookie. */
export const askByFetch: Ask = async (path, signal) => {
  const response = await fetch(path, {
    signal,
    cache: "no-store",
    redirect: "manual",
    headers: { "x-forwarded-for": claimedAddress },
  }).catch((error: unknown) => {
    if (signal.aborted) throw error;
    throw new NoAnswer("network", error instanceof Error ? error.message : String(error));
  });
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: readBody(response),
  };
};

/** Not every browser lets a stream be iterated. */
async function* readBody(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  try {
    for (;;) {
      const chunk = await reader?.read();
      if (!chunk || chunk.done) return;
      yield chunk.value;
    }
  } finally {
    await reader?.cancel().catch(() => {});
  }
}
