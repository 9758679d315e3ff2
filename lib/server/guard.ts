import type { IncomingHttpHeaders } from "node:http";
import { isLoopback } from "./address";

export interface Refusal {
  code: "bad_host" | "bad_origin";
  message: string;
}

const readMethods = ["GET", "HEAD", "OPTIONS"];

/**
 * Keeps other sites out of this one: a page whose name was made to point here (DNS rebinding) asks for a
 * foreign host, a page elsewhere that writes sends a foreign origin. Null: the request may go on.
 */
export function refuseRequest(
  method: string,
  headers: IncomingHttpHeaders,
  origins: readonly string[],
): Refusal | null {
  const host = (headers.host ?? "").toLowerCase();
  if (!isLoopback(nameOf(host)) && !isListed(host, origins))
    return {
      code: "bad_host",
      message: "this host is not served: start Statboard with STATBOARD_ORIGINS=<host> to allow it",
    };
  if (readMethods.includes(method)) return null;
  if (isForeign(headers, host, origins))
    return { code: "bad_origin", message: "a page of another site may not write here" };
  return null;
}

function isForeign(headers: IncomingHttpHeaders, host: string, origins: readonly string[]): boolean {
  if (headers.origin === undefined) return headers["sec-fetch-site"] === "cross-site";
  const origin = URL.canParse(headers.origin) ? new URL(headers.origin).host : "";
  return origin !== host && !isListed(origin, origins);
}

/** A listed host without a port stands for every port. */
function isListed(host: string, origins: readonly string[]): boolean {
  return host !== "" && (origins.includes(host) || origins.includes(nameOf(host)));
}

function nameOf(host: string): string {
  return host.replace(/:\d*$/, "");
}
