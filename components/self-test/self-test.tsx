"use client";

import Link from "next/link";
import { Logo } from "@/components/board/logo";
import { judge, sayResult, type Verdict } from "@/lib/doctor/judge";
import { summarize } from "@/lib/doctor/summary";
import { FindingCard } from "./finding-card";
import styles from "./self-test.module.css";
import { Timeline } from "./timeline";
import { useSelfTest } from "./use-self-test";

const names = { way: "The way", health: "Health", "at once": "At once", stream: "Stream", live: "Live data" };

/** The page that measures the way between this browser and Statboard, and names what harms a stream on it. */
export function SelfTest() {
  const { facts, isDone, again } = useSelfTest();
  const verdict = facts && isDone ? judge(facts) : null;
  return (
    <main className={styles.page}>
      <header className={styles.head}>
        <Link href="/" aria-label="To the board">
          <Logo />
        </Link>
        <h1>Self-test</h1>
        <button type="button" className="button" onClick={again} disabled={!isDone}>
          Run again
        </button>
      </header>
      <p className={styles.verdict} role="status" data-level={levelOf(verdict)}>
        <i aria-hidden="true">{marks[levelOf(verdict)]}</i>
        {verdict ? sayResult(verdict) : "Measuring, about 20 seconds. The silence in it is on purpose."}
      </p>
      <section className={styles.card} aria-label="Events of the self-test">
        <Timeline arrivals={facts?.stream?.arrivals ?? []} cut={facts?.stream?.cut ?? null} />
      </section>
      <dl className={styles.card}>
        {facts ? (
          summarize(facts).map(({ name, text }) => (
            <div key={name}>
              <dt>{names[name]}</dt>
              <dd>{text ?? (isDone ? "not measured" : "…")}</dd>
            </div>
          ))
        ) : (
          <div>
            <dt>{names.way}</dt>
            <dd>…</dd>
          </div>
        )}
      </dl>
      {verdict && verdict.findings.length > 0 && (
        <section className={styles.findings} aria-label="Findings">
          {verdict.findings.map((finding) => (
            <FindingCard key={finding.title} finding={finding} />
          ))}
        </section>
      )}
      <p className={styles.hint}>
        The same from a shell, beside Statboard or far from it: <code>npm run doctor -- URL</code>
      </p>
    </main>
  );
}

const marks = { running: "○", ok: "●", warning: "▲", fault: "■" };

function levelOf(verdict: Verdict | null): keyof typeof marks {
  if (!verdict) return "running";
  const worst = verdict.findings[0]?.level ?? "note";
  return worst === "note" ? "ok" : worst;
}
