import { answer } from "@/lib/compat/graphite/fault";
import { answerTag } from "@/lib/compat/graphite/tags";
import { readForm } from "@/lib/server/form";
import { handle } from "@/lib/server/handle";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

/** Graphite's /tags/<tag>. */
export function GET(request: Request, { params }: { params: Promise<{ tag: string }> }): Promise<Response> {
  return handle(request, "view", () =>
    answer(async () => {
      const { tag } = await params;
      return answerTag(getRuntime().store, tag, await readForm(request));
    }),
  );
}
