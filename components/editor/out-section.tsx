import { useEffect, useState } from "react";
import type { PanelLinks } from "@/lib/dashboard/panel-links";
import styles from "./editor.module.css";

const saidMs = 2_000;

/** The panel, taken along: its link, the panel for a frame, its numbers. */
export function OutSection({ links }: { links: PanelLinks }) {
  const [copied, setCopied] = useState<string | null>(null);
  useEffect(() => {
    if (copied === null) return;
    const timer = setTimeout(() => setCopied(null), saidMs);
    return () => clearTimeout(timer);
  }, [copied]);

  /** Where copying is not allowed, the link opens instead. */
  async function copy(path: string, text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(path);
    } catch {
      window.open(path, "_blank", "noopener");
    }
  }
  const absolute = (path: string) => window.location.origin + path;
  const frame = () =>
    `<iframe src="${absolute(links.frame).replaceAll("&", "&amp;").replaceAll('"', "&quot;")}" width="640" height="260" style="border:0"></iframe>`;

  return (
    <section className={styles.section}>
      <h2>
        Take it along
        <small role="status">{copied === null ? "" : "Copied"}</small>
      </h2>
      <div className={styles.buttons}>
        <button
          type="button"
          className="button"
          onClick={() => void copy(links.board, absolute(links.board))}
        >
          Copy link
        </button>
        <button type="button" className="button" onClick={() => void copy(links.frame, frame())}>
          Copy frame
        </button>
        <a className="button" href={links.frame} target="_blank" rel="noopener">
          Open alone
        </a>
        <a className="button" href={links.csv} download="statboard.csv">
          CSV
        </a>
      </div>
    </section>
  );
}
