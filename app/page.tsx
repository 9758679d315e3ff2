import type { Metadata } from "next";
import { headers } from "next/headers";
import { Board } from "@/components/board/board";
import { ThemeScript } from "@/components/board/theme-script";
import { type Arrival, mergeArrivals } from "@/lib/dashboard/automatic";
import { parseBoardUrl } from "@/lib/dashboard/url";
import { getRuntime, type Runtime } from "@/lib/server/runtime";
import { type Query, toSearchParams } from "./search-params";

export async function generateMetadata({ searchParams }: { searchParams: Query }): Promise<Metadata> {
  const { title } = parseBoardUrl(toSearchParams(await searchParams)).state.board;
  return title === "" ? {} : { title };
}

export default async function Page({ searchParams }: { searchParams: Query }) {
  const initial = parseBoardUrl(toSearchParams(await searchParams));
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const runtime = getRuntime();
  return (
    <>
      <ThemeScript theme={initial.state.board.theme} nonce={nonce} />
      <Board
        initial={initial}
        arrivals={initial.state.automatic ? await findArrivals(runtime) : []}
        listening={findListening(runtime)}
      />
    </>
  );
}

/** The user's buckets, so that the page arrives in its final shape. A store that is away says so by itself. */
async function findArrivals({ store }: Runtime): Promise<readonly Arrival[]> {
  try {
    const infos = await store.find("**");
    return mergeArrivals(
      [],
      infos.map(({ series, firstSeenMs }) => ({ series, firstSeenMs })),
    );
  } catch {
    return [];
  }
}

function findListening(
  runtime: Runtime & { config?: { ingest: string; statsd: { host: string; port: number } | null } },
): { host: string; port: number } | null {
  return runtime.config && runtime.config.ingest !== "off" ? runtime.config.statsd : null;
}
