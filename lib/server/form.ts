import { contentTypeOf, readBody } from "./body";
import { BadParameter } from "./parameters";

const maxFormBytes = 1 << 20;

/** The parameters of the address, then those of a form in the body, in one. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const params = new URL(request.url).searchParams;
  if (request.method === "GET" || request.method === "HEAD") return params;
  if (contentTypeOf(request) !== "application/x-www-form-urlencoded") return params;
  const body = await readBody(request, maxFormBytes);
  if (body === null) throw new BadParameter("a form has at most 1 MB");
  for (const [name, value] of new URLSearchParams(body)) params.append(name, value);
  return params;
}
