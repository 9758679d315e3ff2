import { answer } from "@/lib/compat/graphite/fault";
import { answerFunction } from "@/lib/compat/graphite/functions";
import { readForm } from "@/lib/server/form";
import { handle } from "@/lib/server/handle";

export const dynamic = "force-dynamic";

/** Graphite's /functions/<name>. */
export function GET(request: Request, { params }: { params: Promise<{ name: string }> }): Promise<Response> {
  return handle(request, "view", () =>
    answer(async () => answerFunction((await params).name, await readForm(request))),
  );
}
