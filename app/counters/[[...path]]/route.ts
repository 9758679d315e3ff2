import { pathToBoardLink } from "@/lib/compat/batsd/links";

/** batsdboard's link, for whoever has it: the board itself asks for a right. */
export async function GET(_: Request, context: { params: Promise<{ path?: string[] }> }): Promise<Response> {
  const { path = [] } = await context.params;
  return new Response(null, { status: 307, headers: { location: pathToBoardLink("counters", path) } });
}
