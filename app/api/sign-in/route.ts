import { addressOf } from "@/lib/server/client";
import { errorResponse } from "@/lib/server/errors";
import { toLocalPath } from "@/lib/server/local-path";
import { cookieName, rightOfToken, sessionOf } from "@/lib/server/rights";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

const maxBodyBytes = 8_192;

/** Takes the form of /sign-in: a right token becomes a cookie. EventSource cannot send a header. */
export async function POST(request: Request): Promise<Response> {
  const { config, attempts } = getRuntime();
  if (Number(request.headers.get("content-length") ?? 0) > maxBodyBytes)
    return errorResponse("too_large", "a sign-in is small");
  const form = new URLSearchParams((await request.text()).slice(0, maxBodyBytes));
  const next = toLocalPath(form.get("next"));
  const address = addressOf(request.headers);
  if (!attempts.allowed(address)) return redirect(signIn("wait", next));
  const token = form.get("token") ?? "";
  if (rightOfToken(token, config.tokens) === null) {
    attempts.failed(address);
    return redirect(signIn("wrong", next));
  }
  const secure = request.headers.get("x-forwarded-proto") === "https" ? "; Secure" : "";
  const cookie = `${cookieName}=${sessionOf(token)}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Strict${secure}`;
  return redirect(next, { "set-cookie": cookie });
}

function signIn(state: "wrong" | "wait", next: string): string {
  return `/sign-in?${new URLSearchParams({ state, next })}`;
}

function redirect(location: string, headers: HeadersInit = {}): Response {
  return new Response(null, { status: 303, headers: { ...headers, location, "cache-control": "no-store" } });
}
