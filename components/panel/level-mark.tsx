import type { Threshold } from "@/lib/dashboard/dashboard";
import { levelMarks } from "./levels";

/** The level of a panel's value, as a mark and a word, once it asks for attention. */
export function LevelMark({ threshold }: { threshold: Threshold | null }) {
  if (!threshold || threshold.level === "ok") return null;
  const { level } = threshold;
  return (
    <span className="panel-level" data-level={level} aria-hidden="true">
      {levelMarks[level]} <span>{level}</span>
    </span>
  );
}
