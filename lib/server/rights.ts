import { createHmac, timingSafeEqual } from "node:crypto";
import type { Tokens } from "./config";

export type Right = "view" | "edit";

export const cookieName = "statboard";

/** What the headers prove; null when they prove nothing. Without tokens everybody may edit. */
export function rightOf(headers: Headers, tokens: Tokens): Right | null {
  if (tokens.edit === null) return "edit";
  const bearer = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  const byBearer = bearer === undefined ? null : rightOfToken(bearer, tokens);
  return byBearer ?? rightOfCookie(headers.get("cookie") ?? "", tokens);
}

export function rightOfToken(token: string, tokens: Tokens): Right | null {
  if (tokens.edit !== null && isEqual(token, tokens.edit)) return "edit";
  if (tokens.view !== null && isEqual(token, tokens.view)) return "view";
  return null;
}

/** What the cookie holds: proof of a token, never the token. A changed token ends every session. */
export function sessionOf(token: string): string {
  return createHmac("sha256", token).update("statboard session 1").digest("hex");
}

function rightOfCookie(header: string, tokens: Tokens): Right | null {
  const prefix = `${cookieName}=`;
  const pair = header.split(/; */).find((each) => each.startsWith(prefix));
  if (!pair) return null;
  const session = pair.slice(prefix.length);
  if (tokens.edit !== null && isEqual(session, sessionOf(tokens.edit))) return "edit";
  if (tokens.view !== null && isEqual(session, sessionOf(tokens.view))) return "view";
  return null;
}

/** In a time that tells nothing about either text. */
function isEqual(a: string, b: string): boolean {
  const digest = (text: string) => createHmac("sha256", "statboard").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
