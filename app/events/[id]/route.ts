import { answerEvent } from "@/lib/compat/graphite/events";
import { answer } from "@/lib/compat/graphite/fault";
import { handle } from "@/lib/server/handle";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

/** Graphite's /events/<number>. */
export function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  return handle(request, "view", () =>
    answer(async () => answerEvent(getRuntime().boards, (await params).id)),
  );
}
