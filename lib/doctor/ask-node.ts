import { type IncomingMessage, type RequestOptions, request as askHttp } from "node:http";
import { request as askHttps } from "node:https";
import { connect } from "node:tls";
import { createBrotliDecompress, createUnzip } from "node:zlib";
import { type Ask, claimedAddress, NoAnswer } from "./ask";
import type { Unreachable } from "./facts";

export interface AskOptions {
  origin: string;
  token: string | null;
  /** Takes any certificate. */
  insecure: boolean;
}

/** Asks as a browser would, over HTTP/1.1, each time on a connection of its own. */
export function createAsk({ origin, token, insecure }: AskOptions): Ask {
  return async (path, signal) => {
    const response = await send(new URL(path, origin), {
      signal,
      agent: false,
      rejectUnauthorized: !insecure,
      headers: {
        // A proxy that compresses streams does so only for who takes it.
        "accept-encoding": "gzip, deflate, br",
        "x-forwarded-for": claimedAddress,
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
    } as RequestOptions);
    const headers = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name, [value].flat().join(", ")]),
    );
    return { status: response.statusCode ?? 0, headers, body: decompress(response) };
  };
}

/** `h2` where the server takes it, else `http/1.1`. */
export async function readProtocol({ origin, insecure }: AskOptions): Promise<string | null> {
  const { protocol, hostname, port } = new URL(origin);
  if (protocol !== "https:") return "http/1.1";
  const host = hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve) => {
    const socket = connect(
      {
        host,
        port: Number(port || 443),
        servername: /^[\d.]+$|:/.test(host) ? "" : host,
        ALPNProtocols: ["h2", "http/1.1"],
        rejectUnauthorized: !insecure,
      },
      () => {
        resolve(socket.alpnProtocol || "http/1.1");
        socket.destroy();
      },
    );
    socket.once("error", () => resolve(null));
  });
}

function send(url: URL, options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asking = (url.protocol === "https:" ? askHttps : askHttp)(url, options, resolve);
    asking.on("error", (error: NodeJS.ErrnoException) =>
      reject(options.signal?.aborted ? options.signal.reason : new NoAnswer(reasonOf(error), error.message)),
    );
    asking.end();
  });
}

function decompress(response: IncomingMessage): AsyncIterable<Uint8Array> {
  const encoding = response.headers["content-encoding"];
  if (!encoding || encoding === "identity") return response;
  const inflate = encoding === "br" ? createBrotliDecompress() : createUnzip();
  response.on("error", (error) => inflate.destroy(error));
  return response.pipe(inflate);
}

function reasonOf({ code = "" }: NodeJS.ErrnoException): Unreachable["reason"] {
  if (code === "ECONNREFUSED") return "refused";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "unknown_host";
  if (code === "ETIMEDOUT") return "timeout";
  return /CERT|SELF_SIGNED|UNABLE_TO/.test(code) ? "certificate" : "network";
}
