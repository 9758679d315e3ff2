import { useEffect, useState } from "react";
import styles from "./header.module.css";

/** Longer links are cut by some mail and chat programs. */
const longLink = 8_000;

/** Copies the link of exactly this board, and says so where the eye is. */
export function Share({ getQuery }: { getQuery: () => string }) {
  const [result, setResult] = useState<{ word: string; link: string | null; note: string } | null>(null);
  useEffect(() => {
    if (!result || result.link !== null) return;
    const timer = setTimeout(() => setResult(null), 4_000);
    return () => clearTimeout(timer);
  }, [result]);

  async function share(): Promise<void> {
    const link = window.location.origin + window.location.pathname + getQuery();
    const note =
      link.length > longLink
        ? `This link has ${link.length} letters: some mail and chat programs cut it.`
        : "Whoever opens it sees this board, moving.";
    try {
      await navigator.clipboard.writeText(link);
      setResult({ word: "Copied", link: null, note });
    } catch {
      setResult({ word: "Share", link, note: "Copy this link:" });
    }
  }

  return (
    <div className={styles.share}>
      <button type="button" className="button filled" onClick={() => void share()}>
        {result?.word ?? "Share"}
      </button>
      <div role="status">
        {result && (
          <div className={styles.shared}>
            <strong>{result.link === null ? "Link copied" : "Not allowed to copy"}</strong>
            <p>{result.note}</p>
            {result.link !== null && (
              <input
                className="field mono"
                readOnly
                value={result.link}
                aria-label="The board's link"
                autoFocus
                onFocus={(event) => event.target.select()}
                onBlur={() => setResult(null)}
              />
            )}
          </div>
        )}
      </div>
    </div>
  );
}
