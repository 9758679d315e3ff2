import type { Answer, Unreachable } from "./facts";

/** Asks a path of the examined Statboard. Rejects with NoAnswer, or when the signal fires. */
export type Ask = (path: string, signal: AbortSignal) => Promise<Reply>;

export interface Reply {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Decompressed; throws when the connection is cut. */
  body: AsyncIterable<Uint8Array>;
}

export class NoAnswer extends Error {
  override name = "NoAnswer";
  constructor(
    readonly reason: Unreachable["reason"],
    message: string,
  ) {
    super(message);
  }
}

/**
 * Sent along as X-Forwarded-For: an address of nobody (RFC 5737). A proxy that adds the true one hides it;
 * where Statboard believes it, anybody may claim any address.
 */
export const claimedAddress = "192.0.2.1";

const maxBytes = 1 << 20;

/** A small answer whole, as JSON where it is that. */
export async function readReply(reply: Reply): Promise<{ answer: Answer; json: unknown }> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of reply.body) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > maxBytes) break;
  }
  const json = parseJson(text);
  const code = (json as { error?: { code?: unknown } } | null)?.error?.code;
  return {
    answer: { status: reply.status, headers: reply.headers, code: typeof code === "string" ? code : null },
    json,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
