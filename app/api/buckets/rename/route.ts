import { renameBucket } from "@/lib/server/bucket-edits";
import { handle } from "@/lib/server/handle";
import { getRuntime } from "@/lib/server/runtime";

export const dynamic = "force-dynamic";

/** `{ "from": "counters:a", "to": "counters:b" }`: another name for a series, with its history. */
export function POST(request: Request): Promise<Response> {
  return handle(request, "edit", () => renameBucket(getRuntime().store, request));
}
