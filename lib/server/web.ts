import {
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
  createServer,
} from "node:http";
import { type Address, printAddress } from "./address";
import { noteAddress } from "./client";
import type { Config } from "./config";
import type { Direct } from "./direct-stream";
import { refuseRequest } from "./guard";

/** Who sends its head or its body slowly is cut off; who vanishes is noticed. */
const usualPatience: ServerOptions = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  keepAlive: true,
  keepAliveInitialDelay: 30_000,
};

export type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface Web {
  /** From now on requests go to `direct`, and to `handle` what it passes on; until then all are told to come again. */
  serve(handle: Handle, direct?: Direct): void;
  address: Address;
  /** Takes no new connection and answers no new request; resolves when the last connection is gone. */
  close(): Promise<void>;
  /** Cuts what is still open. */
  cut(): void;
}

/** Binds the web's socket; rejects with one sentence when it is not to be had. Every request passes here. */
export async function listenWeb(
  address: Address,
  config: Pick<Config, "origins" | "embed">,
  patience = usualPatience,
): Promise<Web> {
  let handle = answerUnavailable("Statboard is starting.");
  const server = createServer(patience, (request, response) => {
    noteAddress(request);
    setSafetyHeaders(request, response, config.embed.length > 0);
    const refusal = refuseRequest(request.method ?? "GET", request.headers, config.origins);
    if (refusal) return sendRefusal(response, refusal.code, refusal.message);
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.on("upgrade", (_request, socket) =>
    socket.end("HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\n\r\n"),
  );
  await listen(server, address);
  const bound = server.address();
  return {
    serve(next, direct = () => null) {
      handle = (request, response) => direct(request, response) ?? next(request, response);
    },
    address: { host: address.host, port: bound && typeof bound === "object" ? bound.port : address.port },
    close() {
      // Connections that are kept alive may still ask, and what would answer is being closed.
      handle = answerUnavailable("Statboard is stopping.");
      return new Promise((resolve) => server.close(() => resolve()));
    },
    cut: () => server.closeAllConnections(),
  };
}

function answerUnavailable(why: string): Handle {
  return async (_request, response) => {
    response.writeHead(503, { "retry-after": "1", connection: "close" }).end(`${why}\n`);
  };
}

function listen(server: Server, address: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === "EADDRINUSE" ? "another program listens there already" : (error.code ?? error.message);
      reject(new Error(`STATBOARD_LISTEN: cannot listen on ${printAddress(address)}: ${reason}`));
    });
    server.listen(address.port, address.host, resolve);
  });
}

function setSafetyHeaders(request: IncomingMessage, response: ServerResponse, mayEmbed: boolean): void {
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "same-origin");
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("cross-origin-resource-policy", "same-origin");
  // What may be framed, and by whom, its content security policy says.
  if (!mayEmbed || !request.url?.startsWith("/embed/")) response.setHeader("x-frame-options", "DENY");
}

function sendRefusal(response: ServerResponse, code: string, message: string): void {
  response.writeHead(403, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify({ error: { code, message } }));
}
