import { randomBytes } from "node:crypto";
import { type NextRequest, NextResponse } from "next/server";
import { rightOf } from "@/lib/server/rights";
import { getRuntime } from "@/lib/server/runtime";

/** Pages only: route handlers check rights themselves. */
export const config = {
  matcher: [
    "/((?!api/|_next/|metrics$|metrics/|realtime-analytics|render|events|tags|functions|version|data$|counters/|gauges/|timers/|icon\\.svg|favicon\\.ico).*)",
  ],
};

const signInPath = "/sign-in";

/** Sends whoever has no right to sign in, and gives every page its content security policy. */
export function proxy(request: NextRequest): NextResponse {
  const { tokens, embed } = getRuntime().config;
  const { pathname, search } = request.nextUrl;
  const ancestors = pathname.startsWith("/embed/") && embed.length > 0 ? embed.join(" ") : "'none'";
  if (pathname !== signInPath && rightOf(request.headers, tokens) === null) {
    const isForeign = request.headers.get("sec-fetch-site") === "cross-site";
    if (isForeign && request.headers.get("sec-fetch-dest") === "iframe") return sayNoRight(ancestors);
    if (isForeign) return askAgain();
    // Next turns a redirect to its own origin into a relative one: right behind any reverse proxy.
    const query = new URLSearchParams({ next: pathname + search });
    return NextResponse.redirect(new URL(`${signInPath}?${query}`, request.nextUrl.origin), 303);
  }
  const nonce = randomBytes(16).toString("base64");
  const policy = writePolicy(nonce, ancestors, process.env.NODE_ENV !== "production");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  // Asked again each time, but not forbidden to be kept: `no-store` shuts the back-forward cache.
  response.headers.set("cache-control", "private, no-cache");
  return response;
}

/** The cookie of a sign-in is kept from frames on other sites. */
function sayNoRight(ancestors: string): NextResponse {
  return new NextResponse(
    "<!doctype html><title>Statboard</title><p>This Statboard asks for a sign-in, which a frame on another site cannot have.",
    {
      status: 401,
      headers: {
        "content-type": "text/html; charset=utf-8",
        "cache-control": "no-store",
        "content-security-policy": `default-src 'none'; frame-ancestors ${ancestors}`,
      },
    },
  );
}

/** A link on another site brings no Strict cookie, though there may be one: the page asks again by itself. */
function askAgain(): NextResponse {
  return new NextResponse('<!doctype html><title>Statboard</title><meta http-equiv="refresh" content="0">', {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    },
  });
}

/** React's development build evaluates text; the production build never does. */
function writePolicy(nonce: string, ancestors: string, isDevelopment: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    `frame-ancestors ${ancestors}`,
  ].join("; ");
}
