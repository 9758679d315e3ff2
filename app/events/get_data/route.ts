import { answerEvents } from "@/lib/compat/graphite/events";
import { answer } from "@/lib/compat/graphite/fault";
import { readForm } from "@/lib/server/form";
import { handle } from "@/lib/server/handle";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

/** Graphite's /events/get_data. */
export function GET(request: Request): Promise<Response> {
  return handle(request, "view", () =>
    answer(async () => answerEvents(getRuntime().boards, await readForm(request), Date.now())),
  );
}

export const POST = GET;
