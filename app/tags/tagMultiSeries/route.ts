import { answer } from "@/lib/compat/graphite/fault";
import { answerTagSeries } from "@/lib/compat/graphite/tags";
import { readForm } from "@/lib/server/form";
import { handle } from "@/lib/server/handle";

export const dynamic = "force-dynamic";

/** Graphite's /tags/tagMultiSeries. */
export function POST(request: Request): Promise<Response> {
  return handle(request, "edit", () => answer(async () => answerTagSeries(await readForm(request), true)));
}
