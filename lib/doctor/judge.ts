import type { Facts } from "./facts";
import type { Finding } from "./finding";
import { judgeAccess } from "./judge-access";
import { judgeService } from "./judge-service";
import { judgeStream } from "./judge-stream";

export interface Verdict {
  /** False: there is a fault. */
  isWell: boolean;
  /** The worst first. */
  findings: readonly Finding[];
}

const order = ["fault", "warning", "note"];

/** Facts to findings. The page and the doctor say the same because both ask this. */
export function judge(facts: Facts): Verdict {
  const access = judgeAccess(facts);
  const findings = access.some(isFault) ? access : [...access, ...judgeStream(facts), ...judgeService(facts)];
  return {
    isWell: !findings.some(isFault),
    findings: findings.toSorted((a, b) => order.indexOf(a.level) - order.indexOf(b.level)),
  };
}

/** The verdict in one sentence. */
export function sayResult({ isWell, findings }: Verdict): string {
  if (!isWell) return `Not well: ${findings[0]!.title}.`;
  const warning = findings.find(({ level }) => level === "warning");
  return warning
    ? `Boards work, with a warning: ${warning.title}.`
    : "All well: nothing on the way buffers, compresses or cuts the stream.";
}

function isFault({ level }: Finding): boolean {
  return level === "fault";
}
