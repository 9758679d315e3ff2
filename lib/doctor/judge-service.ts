import type { ConnectionFacts, Facts, LiveFacts } from "./facts";
import { type Finding, printMs } from "./finding";
import { isDamaged, nameThem, streamLimit } from "./judge-stream";
import { findRemedies, nameProxies } from "./proxies";

/** What a browser opens to one host over HTTP/1.1. */
const browserConnections = 6;

/** Whether Statboard itself does its work: health, many streams at once, a stream of real data. */
export function judgeService({ health, connections, stream, live, isBrowser, protocol }: Facts): Finding[] {
  const isWayFree = stream === null || !isDamaged(stream);
  const allowed = isBrowser && protocol === "http/1.1" ? browserConnections : Number.POSITIVE_INFINITY;
  return [
    ...(health ? describeHealth(health) : []),
    ...(connections && isWayFree ? describeConnections(connections, allowed) : []),
    ...(live && isWayFree ? describeLive(live) : []),
  ];
}

function describeHealth({ report }: NonNullable<Facts["health"]>): Finding[] {
  if (!report) return [];
  const warnings = report.warnings.map((warning): Finding => ({
    level: "warning",
    title: warning,
    detail: "GET /api/health says so.",
    remedies: [],
  }));
  if (report.status === "ok") return warnings;
  const age =
    report.lastStepAgeMs === null ? "none in the last minute" : `${printMs(report.lastStepAgeMs)} ago`;
  const degraded: Finding = {
    level: "fault",
    title: "Statboard stores no steps",
    detail: `Last step: ${age}; ${report.backlog} flushes wait for the store.`,
    remedies: [],
  };
  return [degraded, ...warnings];
}

function describeConnections({ asked, opened, refused }: ConnectionFacts, allowed: number): Finding[] {
  if (opened >= Math.min(asked, allowed)) return [];
  const isOurLimit = refused.some(({ code }) => code === "too_many_streams" || code === "server_full");
  const proxies = refused[0] ? nameProxies(refused[0]) : [];
  return [
    {
      level: "warning",
      title: isOurLimit
        ? "Statboard takes no more streams from this address"
        : `only ${opened} of ${asked} streams open at the same time`,
      detail:
        refused.length > 0
          ? `${refused.length} were refused with ${[...new Set(refused.map(({ status }) => status))].join(", ")}${isOurLimit ? "" : ` by ${nameThem(proxies)}`}.`
          : "The others got no answer: something on the way bounds connections.",
      remedies: isOurLimit ? [streamLimit] : findRemedies("connections", proxies),
    },
  ];
}

function describeLive({ answer, firstEventMs, flushes, watchedMs }: LiveFacts): Finding[] {
  const fault = (title: string, detail: string): Finding[] => [
    { level: "fault", title, detail, remedies: [] },
  ];
  if (answer.status !== 0 && answer.status !== 200)
    return fault(
      "the live stream was refused",
      `It was answered with ${answer.status} ${answer.code ?? ""}`.trim(),
    );
  if (firstEventMs === null)
    return fault(
      "the live stream brings nothing",
      `No event in ${printMs(watchedMs)}, though the self-test's stream works.`,
    );
  if (flushes === 0)
    return fault(
      "the live stream brings no flush",
      `A snapshot came after ${printMs(firstEventMs)}, then nothing for ${printMs(watchedMs - firstEventMs)}: does a process take samples in (STATBOARD_INGEST)?`,
    );
  return [];
}
