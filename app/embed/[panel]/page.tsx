import type { Metadata } from "next";
import { headers } from "next/headers";
import { notFound } from "next/navigation";
import { ThemeScript } from "@/components/board/theme-script";
import { EmbeddedPanel } from "@/components/embed/embedded-panel";
import { titleOf } from "@/lib/dashboard/titles";
import { parseBoardUrl, printBoardUrl } from "@/lib/dashboard/url";
import { type Query, toSearchParams } from "../../search-params";

interface Props {
  params: Promise<{ panel: string }>;
  searchParams: Query;
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { panel } = await find(props);
  return panel ? { title: titleOf(panel) } : {};
}

/** One panel alone, for a frame on another page. The query is the board's; the path names the panel's place: a, b, … */
export default async function EmbedPage(props: Props) {
  const { board, panel } = await find(props);
  if (!panel) notFound();
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  const link = `/${printBoardUrl({ board, automatic: false, hostHidden: false })}`;
  return (
    <>
      <ThemeScript theme={board.theme} nonce={nonce} />
      <EmbeddedPanel panel={panel} rangeMs={board.rangeMs} theme={board.theme} boardLink={link} />
    </>
  );
}

async function find({ params, searchParams }: Props) {
  const { board } = parseBoardUrl(toSearchParams(await searchParams)).state;
  const { panel: id } = await params;
  return { board, panel: board.panels.find((each) => each.id === id) ?? null };
}
