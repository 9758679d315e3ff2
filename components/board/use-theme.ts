import { useEffect } from "react";
import type { Theme } from "@/lib/dashboard/dashboard";

/** Keeps the page in the board's theme. Returns the theme that is the other one of what is seen. */
export function useTheme(theme: Theme): () => Theme {
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  return () => {
    const isLight =
      theme === "system" ? window.matchMedia("(prefers-color-scheme: light)").matches : theme === "light";
    return isLight ? "dark" : "light";
  };
}
