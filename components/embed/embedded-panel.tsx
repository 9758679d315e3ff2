"use client";
import { useMemo } from "react";
import { useTheme } from "@/components/board/use-theme";
import { LiveProvider } from "@/components/live/provider";
import { PanelView } from "@/components/panel/panel-view";
import type { Panel, Theme } from "@/lib/dashboard/dashboard";
import { titleOf } from "@/lib/dashboard/titles";
import styles from "./embedded-panel.module.css";

interface EmbeddedPanelProps {
  panel: Panel;
  rangeMs: number;
  theme: Theme;
  boardLink: string;
}

/** Fills the frame it is shown in. Its title opens the board it is part of. */
export function EmbeddedPanel({ panel, rangeMs, theme, boardLink }: EmbeddedPanelProps) {
  useTheme(theme);
  const titled = useMemo(() => ({ ...panel, title: titleOf(panel) }), [panel]);
  return (
    <LiveProvider>
      <main className={styles.page} data-panel={panel.id} aria-label={titled.title}>
        <PanelView
          panel={titled}
          rangeMs={rangeMs}
          onTitleClick={() => window.open(boardLink, "_blank", "noopener")}
        />
      </main>
    </LiveProvider>
  );
}
