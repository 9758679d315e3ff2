import { answer } from "@/lib/compat/graphite/fault";
import { answerTagValues } from "@/lib/compat/graphite/tags";
import { readForm } from "@/lib/server/form";
import { handle } from "@/lib/server/handle";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

/** Graphite's /tags/autoComplete/values. */
export function GET(request: Request): Promise<Response> {
  return handle(request, "view", () =>
    answer(async () => answerTagValues(getRuntime().store, await readForm(request))),
  );
}

export const POST = GET;
