import { QueryFault } from "@/lib/query/query";

/** What is wrong with a request, as a sentence. */
export class GraphiteFault extends Error {
  override name = "GraphiteFault";
  constructor(
    message: string,
    readonly status: 400 | 404 | 413 = 400,
  ) {
    super(message);
  }
}

/** Runs a route's part; its faults become bare text, as Graphite's readers show them. */
export async function answer(run: () => Response | Promise<Response>): Promise<Response> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof GraphiteFault) return refuse(error.message, error.status);
    if (error instanceof QueryFault) return refuse(error.message, 400);
    throw error;
  }
}

function refuse(message: string, status: number): Response {
  const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  return new Response(message, { status, headers });
}
