/** A path on this site, or `/`: what comes from a link must never lead elsewhere. */
export function toLocalPath(text: string | null | undefined): string {
  if (!text || !text.startsWith("/") || /[\\\u0000-\u001f\u007f]/.test(text)) return "/";
  const base = "http://localhost";
  if (!URL.canParse(text, base)) return "/";
  const url = new URL(text, base);
  // `//host` and its like name another site.
  return url.origin === base && !url.pathname.startsWith("//") ? url.pathname + url.search + url.hash : "/";
}
