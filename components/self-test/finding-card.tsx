import type { ReactNode } from "react";
import type { Finding } from "@/lib/doctor/finding";
import styles from "./self-test.module.css";

const marks = { fault: "■", warning: "▲", note: "○" };

/** One finding: its cause, what was measured, and the lines to change. */
export function FindingCard({ finding: { level, title, detail, remedies } }: { finding: Finding }) {
  return (
    <article className={styles.card} data-level={level}>
      <h2>
        <i aria-hidden="true">{marks[level]}</i>
        <span className="unseen">{level}: </span>
        {title}
      </h2>
      <p>{detail}</p>
      {remedies.length > 0 && (
        <ul>
          {remedies.map(({ where, place, line }) => (
            <li key={where}>
              <p>
                <strong>{where}</strong>, {place.split("`").map(markCode)}:
              </p>
              <code tabIndex={0}>{line}</code>
            </li>
          ))}
        </ul>
      )}
    </article>
  );
}

/** What stands between backticks is code: every second part. */
function markCode(text: string, index: number): ReactNode {
  return index % 2 === 1 ? <code key={index}>{text}</code> : text;
}
