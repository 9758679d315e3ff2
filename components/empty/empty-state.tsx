import { useEffect, useState } from "react";
import { Icon } from "@/components/board/icons";
import { writeSnippets } from "@/lib/dashboard/snippets";
import styles from "./empty.module.css";

/** What the board says until somebody sends a first metric: the address that listens, and a line to copy. */
export function EmptyState({ listening }: { listening: { host: string; port: number } | null }) {
  if (!listening)
    return (
      <section className={styles.empty} aria-label="No metrics of yours yet">
        <h2>Waiting for the first metric</h2>
        <p>
          This process takes no samples in; another one does. What arrives there builds its own panel here.
        </p>
        <Pulse />
      </section>
    );
  return <Listening {...listening} />;
}

function Listening({ host, port }: { host: string; port: number }) {
  const snippets = writeSnippets({ host, port });
  const [language, setLanguage] = useState("Shell");
  const command = snippets.find((snippet) => snippet.language === language)?.command ?? "";
  const address = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  return (
    <section className={styles.empty} aria-label="No metrics of yours yet">
      <h2>
        <i aria-hidden="true" />
        Listening on udp {address}
      </h2>
      <p>Send one line. The first packet builds its own panel here, no reload.</p>
      <div className={styles.command}>
        <span aria-hidden="true">$</span>
        <code tabIndex={0} aria-label={`Command, ${language}`}>
          {command}
        </code>
        <CopyButton key={command} text={command} />
      </div>
      <div className={styles.languages} role="group" aria-label="Language">
        {snippets.map((snippet) => (
          <button
            key={snippet.language}
            type="button"
            aria-pressed={snippet.language === language}
            onClick={() => setLanguage(snippet.language)}
          >
            {snippet.language}
          </button>
        ))}
      </div>
      <p className={styles.quiet}>0 packets from you yet</p>
      <Pulse />
    </section>
  );
}

function CopyButton({ text }: { text: string }) {
  const [word, setWord] = useState("Copy");
  useEffect(() => {
    if (word === "Copy") return;
    const timer = setTimeout(() => setWord("Copy"), 2_000);
    return () => clearTimeout(timer);
  }, [word]);
  return (
    <button
      type="button"
      className={`button ${styles.copy}`}
      onClick={() => {
        navigator.clipboard.writeText(text).then(
          () => setWord("Copied"),
          () => setWord("Not allowed"),
        );
      }}
    >
      <Icon name={word === "Copied" ? "check" : "copy"} />
      <span role="status">{word}</span>
    </button>
  );
}

/** A line without values, up to now. */
function Pulse() {
  return <div className={styles.pulse} aria-hidden="true" />;
}
