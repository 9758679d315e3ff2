import type { IncomingMessage, ServerResponse } from "node:http";
import { runEventStream } from "@/lib/live/event-stream";
import { sseHeaders } from "@/lib/live/sse";
import { admitStream, lifeOfStream } from "./admit-stream";
import { headStream, heartbeatMs, readStreamRequest } from "./serve-stream";
import { createSocketSink, type SinkLimits } from "./socket-sink";

/** Serves a request itself, or answers null at once: it is somebody else's. */
export type Direct = (request: IncomingMessage, response: ServerResponse) => Promise<void> | null;

/**
 * Serves GET and HEAD of /api/stream and /api/stream/{id} from the http server: what app/api/stream answers,
 * byte for byte, at a fraction of what web streams cost.
 */
export function createDirectStreams(limits?: SinkLimits): Direct {
  return (request, response) => {
    const isRead = request.method === "GET" || request.method === "HEAD";
    const match = isRead ? /^\/api\/stream(?:\/([\w-]+))?(?:\?|$)/.exec(request.url ?? "") : null;
    return match ? serve(request, response, { id: match[1] ?? null, limits }) : null;
  };
}

async function serve(
  incoming: IncomingMessage,
  response: ServerResponse,
  { id, limits }: { id: string | null; limits: SinkLimits | undefined },
): Promise<void> {
  const request = toRequest(incoming);
  if (incoming.method === "HEAD") return writeAnswer(response, await headStream(request, id));
  const start = await readStreamRequest(request, id);
  if (start instanceof Response) return writeAnswer(response, start);
  const { socket } = response;
  // Gone meanwhile, or a request behind another on its connection: such a client gets no stream.
  if (!socket || socket.destroyed) return void response.destroy();
  const admitted = admitStream(request.headers);
  if (admitted instanceof Response) return writeAnswer(response, admitted);
  response.writeHead(200, sseHeaders);
  response.flushHeaders();
  const close = runEventStream({
    idleMs: heartbeatMs,
    lifeMs: lifeOfStream(),
    start,
    sink: createSocketSink(response, socket, limits),
    ended: admitted.leave,
  });
  admitted.closeWith(close);
  response.once("close", close);
}

/** The headers as the http server left them: it notes there who asks. */
function toRequest({ url, headers: noted }: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(noted))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  return new Request(`http://localhost${url}`, { headers });
}

async function writeAnswer(response: ServerResponse, answer: Response): Promise<void> {
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response.writeHead(answer.status);
  response.end(Buffer.from(await answer.arrayBuffer()));
}
