import { answer } from "@/lib/compat/graphite/fault";
import { render } from "@/lib/compat/graphite/render";
import { readForm } from "@/lib/server/form";
import { handle } from "@/lib/server/handle";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

/** Graphite's /render. */
export function GET(request: Request): Promise<Response> {
  return handle(request, "view", () =>
    answer(async () => {
      const { store, config } = getRuntime();
      const context = { store, retention: config.retention, nowMs: Date.now() };
      return render(context, await readForm(request));
    }),
  );
}

export const POST = GET;
