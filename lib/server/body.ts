import { errorResponse } from "./errors";

const maxDescriptionBytes = 256 << 10;

/** The body of a stream's description or its change; or the answer that refuses it. */
export async function readDescriptionBody(request: Request): Promise<string | Response> {
  if (contentTypeOf(request) !== "application/json")
    return errorResponse("bad_content_type", "send the description as application/json");
  const text = await readBody(request, maxDescriptionBytes);
  return text ?? errorResponse("too_large", "a description has at most 256 KB");
}

/** The body as text; null when it is longer than `maxBytes`, of which no more is read. */
export async function readBody(request: Request, maxBytes: number): Promise<string | null> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return null;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader!.read()) {
    bytes += part.value.length;
    if (bytes > maxBytes) {
      await reader!.cancel();
      return null;
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString("utf8");
}

export function contentTypeOf(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
}
