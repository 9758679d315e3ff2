import { answer } from "@/lib/compat/graphite/fault";
import { answerFunctions } from "@/lib/compat/graphite/functions";
import { readForm } from "@/lib/server/form";
import { handle } from "@/lib/server/handle";

export const dynamic = "force-dynamic";

/** Graphite's /functions. */
export function GET(request: Request): Promise<Response> {
  return handle(request, "view", () => answer(async () => answerFunctions(await readForm(request))));
}
