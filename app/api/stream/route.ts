import { type NextRequest } from "next/server";
import { getRuntime } from "@/lib/server/runtime";
import type { SeriesName } from "@/lib/metric/series";

export const dynamic = "force-dynamic";

export function HEAD() {
  return new Response(null, { headers: { "content-type": "text/event-stream" } });
}

export async function GET(request: NextRequest) {
  const { store } = getRuntime();
  const target = request.nextUrl.searchParams.get("target") as SeriesName;
  const encoder = new TextEncoder();
  let stop = () => {};
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      const send = (event: string, data: unknown) =>
        controller.enqueue(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
      stop = await store.subscribe(new Set([target]), null, {
        flush(step) {
          const column = step.columns[0]!;
          send("flush", {
            end: step.startMs + step.stepMs,
            values: column.kind === "counters" ? [column.sum[0] || 0] : [null],
          });
        },
        correct() {},
        gap() {},
        names() {},
        lost() {},
        health() {},
      });
      const now = Math.floor(Date.now() / 1000) * 1000;
      const [column] = await store.read([target], { fromMs: now - 300_000, untilMs: now }, 1000);
      if (column?.kind === "counters")
        send("snapshot", {
          columns: [[[column.startMs, [...column.sum].map((v, i) => (column.coverage[i] ? v || 0 : null))]]],
        });
    },
    cancel: () => stop(),
  });
  request.signal.addEventListener("abort", () => stop());
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
