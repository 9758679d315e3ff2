import type { Metadata, Viewport } from "next";
import localFont from "next/font/local";

import "./globals.css";

const inter = localFont({
  src: "../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
  weight: "100 900",
  display: "optional",
  variable: "--font-inter",
});
const geistMono = localFont({
  src: "../node_modules/@fontsource-variable/geist-mono/files/geist-mono-latin-wght-normal.woff2",
  weight: "100 900",
  display: "optional",
  variable: "--font-geist-mono",
});

// The nonce of a page is new with each answer: nothing may be rendered ahead.
export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: { default: "Statboard", template: "%s · Statboard" },
  description: "Realtime metrics: point StatsD at it, open a URL, watch.",
  referrer: "same-origin",
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#F6F7F9" },
    { media: "(prefers-color-scheme: dark)", color: "#0E1014" },
  ],
};

export default function Layout({ children }: { children: React.ReactNode }) {
  return (
    // A page sets data-theme before the first paint: see components/board/theme-script.tsx.
    <html lang="en" className={`${inter.variable} ${geistMono.variable}`} suppressHydrationWarning>
      <body>{children}</body>
    </html>
  );
}
