import type { Theme } from "@/lib/dashboard/dashboard";

/** Sets the theme that the link asks for before anything is painted; without one the system's rules. */
export function ThemeScript({ theme, nonce }: { theme: Theme; nonce: string | undefined }) {
  if (theme === "system") return null;
  const script = `document.documentElement.dataset.theme=${JSON.stringify(theme)}`;
  return <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: script }} />;
}
