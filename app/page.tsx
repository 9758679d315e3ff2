import { headers } from "next/headers";
import { Board } from "@/components/board/board";
import { ThemeScript } from "@/components/board/theme-script";
import { parseBoardUrl } from "@/lib/dashboard/url";

export const dynamic = "force-dynamic";

type Query = Promise<Record<string, string | string[] | undefined>>;

export default async function Page({ searchParams }: { searchParams: Query }) {
  const initial = parseBoardUrl(toSearchParams(await searchParams));
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <>
      <ThemeScript theme={initial.state.board.theme} nonce={nonce} />
      <Board initial={initial} arrivals={[]} listening={null} />
    </>
  );
}

function toSearchParams(query: Awaited<Query>): URLSearchParams {
  return new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) =>
      [value ?? []].flat().map((each) => [name, each]),
    ),
  );
}
