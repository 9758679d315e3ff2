import { answer } from "@/lib/compat/graphite/fault";
import { answerIndex } from "@/lib/compat/graphite/find";
import { readForm } from "@/lib/server/form";
import { handle } from "@/lib/server/handle";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

/** Graphite's /metrics/index.json. */
export function GET(request: Request): Promise<Response> {
  return handle(request, "view", () =>
    answer(async () => answerIndex(await getRuntime().store.find("**"), await readForm(request))),
  );
}

export const POST = GET;
