import { addEvent, answerEvents } from "@/lib/compat/graphite/events";
import { answer, GraphiteFault } from "@/lib/compat/graphite/fault";
import { readBody } from "@/lib/server/body";
import { readForm } from "@/lib/server/form";
import { handle } from "@/lib/server/handle";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

const maxBodyBytes = 64 << 10;

/** Graphite's /events: a page there, the same list as /events/get_data here. */
export function GET(request: Request): Promise<Response> {
  return handle(request, "view", () =>
    answer(async () => answerEvents(getRuntime().boards, await readForm(request), Date.now())),
  );
}

/** `{"what", "tags", "when", "data"}`, whatever the content type says: old writers say nothing. */
export function POST(request: Request): Promise<Response> {
  return handle(request, "edit", () =>
    answer(async () => {
      const body = await readBody(request, maxBodyBytes);
      if (body === null) throw new GraphiteFault("an event has at most 64 KB", 413);
      return addEvent(getRuntime().boards, body, Date.now());
    }),
  );
}
