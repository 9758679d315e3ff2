"use client";
import { LiveProvider } from "@/components/live/provider";
import { BoardPage } from "./board-page";
import type { BoardProps } from "./board-props";

export function Board(props: BoardProps) {
  return (
    <LiveProvider>
      <BoardPage {...props} />
    </LiveProvider>
  );
}
