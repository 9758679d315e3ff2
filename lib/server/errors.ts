/** Every reason for which a request, or a key of a stream, is refused. Nothing else is ever answered. */
export type ErrorCode = keyof typeof statusOf;

const statusOf = {
  bad_request: 400,
  bad_target: 400,
  unauthorized: 401,
  forbidden: 403,
  bad_host: 403,
  bad_origin: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  too_large: 413,
  bad_content_type: 415,
  too_many_series: 422,
  too_many_attempts: 429,
  too_many_streams: 429,
  internal: 500,
  unavailable: 503,
  store_away: 503,
  server_full: 503,
} as const;

/** `{ "error": { "code", "message" } }` with the status of its code. The message is text for people. */
export function errorResponse(code: ErrorCode, message: string, headers: HeadersInit = {}): Response {
  const response = Response.json({ error: { code, message } }, { status: statusOf[code], headers });
  response.headers.set("cache-control", "no-store");
  return response;
}
