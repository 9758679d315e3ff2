import { useEffect, useState } from "react";
import type { PictureType } from "@/components/panel/export/take-along";
import type { Panel } from "@/lib/dashboard/dashboard";
import type { PanelLinks } from "@/lib/dashboard/panel-links";
import { titleOf } from "@/lib/dashboard/titles";
import styles from "./editor.module.css";

const saidMs = 2_000;

interface OutSectionProps {
  panel: Panel;
  rangeMs: number;
  links: PanelLinks;
}

/** The panel, taken along: its link, the panel for a frame, its numbers, a picture. */
export function OutSection({ panel, rangeMs, links }: OutSectionProps) {
  const [said, setSaid] = useState("");
  useEffect(() => {
    if (said === "") return;
    const timer = setTimeout(() => setSaid(""), saidMs);
    return () => clearTimeout(timer);
  }, [said]);

  /** Loads what makes pictures when the first one is wanted. */
  async function takePicture(type: PictureType | "copy"): Promise<void> {
    const frame = document.querySelector<HTMLElement>(`[data-panel="${panel.id}"] .panel`);
    if (!frame) return;
    const taken = { panel: frame, title: titleOf(panel), rangeMs };
    try {
      const { copyPicture, savePicture } = await import("@/components/panel/export/take-along");
      if (type === "copy") {
        await copyPicture(taken);
        setSaid("Copied");
      } else await savePicture(type, taken);
    } catch (error) {
      setSaid(`Not taken: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Where copying is not allowed, the link opens instead. */
  async function copy(path: string, text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied");
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
        <small role="status">{said}</small>
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
        <button type="button" className="button" onClick={() => void takePicture("svg")}>
          SVG
        </button>
        <button type="button" className="button" onClick={() => void takePicture("png")}>
          PNG
        </button>
        {canCopyPictures() && (
          <button type="button" className="button" onClick={() => void takePicture("copy")}>
            Copy picture
          </button>
        )}
      </div>
    </section>
  );
}

function canCopyPictures(): boolean {
  return typeof ClipboardItem === "function" && typeof navigator.clipboard?.write === "function";
}
