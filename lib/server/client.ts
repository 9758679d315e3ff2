import type { IncomingMessage } from "node:http";
import { isLoopback } from "./address";

const addressHeader = "x-statboard-address";

/** The address a request came from, as the http server noted it; `unknown` under `next dev`. */
export function addressOf(headers: Headers): string {
  return headers.get(addressHeader) ?? "unknown";
}

/** Notes who asks, over whatever the request claimed. Only a proxy on this machine may speak for others. */
export function noteAddress(request: IncomingMessage): void {
  const socketAddress = request.socket.remoteAddress ?? "unknown";
  const forwarded = String(request.headers["x-forwarded-for"] ?? "")
    .split(",")
    .at(-1)!
    .trim();
  request.headers[addressHeader] = isLoopback(socketAddress) && forwarded ? forwarded : socketAddress;
}
