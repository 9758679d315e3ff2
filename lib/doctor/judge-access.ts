import type { Answer, Facts } from "./facts";
import type { Finding } from "./finding";
import { type Fault, findRemedies, nameProxies } from "./proxies";

/** Whether Statboard is reached at all, and if not, who refuses. */
export function judgeAccess(facts: Facts): Finding[] {
  const { unreachable, health, redirectedFrom, origin } = facts;
  const findings: Finding[] = [];
  if (redirectedFrom !== null)
    findings.push({
      level: "note",
      title: `${redirectedFrom} leads to ${origin}`,
      detail: "Give people the address after the redirect; the rest was measured there.",
      remedies: [],
    });
  if (unreachable) findings.push(describeUnreachable(unreachable, origin));
  else if (health && !health.report) findings.push(describeRefusal(health.answer, origin));
  return findings;
}

function describeUnreachable(
  { reason, message }: NonNullable<Facts["unreachable"]>,
  origin: string,
): Finding {
  const fault = (title: string, ...remedies: Finding["remedies"]): Finding => ({
    level: "fault",
    title,
    detail: message,
    remedies,
  });
  switch (reason) {
    case "refused":
      return fault(`nothing listens at ${origin}`, {
        where: "Statboard",
        place: "start it, or compare the port",
        line: "STATBOARD_LISTEN=127.0.0.1:3000",
      });
    case "unknown_host":
      return fault(`no machine has the name ${new URL(origin).hostname}`);
    case "certificate":
      return fault("the certificate is not trusted", {
        where: "doctor",
        place: "to measure all the same",
        line: `npm run doctor -- ${origin} --insecure`,
      });
    case "timeout":
      return fault(`${origin} does not answer`);
    case "network":
      return fault(`${origin} broke off`);
  }
}

function describeRefusal(answer: Answer, origin: string): Finding {
  const { status, code } = answer;
  const proxies = nameProxies(answer);
  const by = proxies[0] ?? "a proxy that does not name itself";
  const fault = (title: string, detail: string, remedies: Finding["remedies"] = []): Finding => ({
    level: "fault",
    title,
    detail: `GET /api/health was answered with ${status}. ${detail}`,
    remedies,
  });
  const ofProxy = (title: string, detail: string, cause: Fault) =>
    fault(title, detail, findRemedies(cause, proxies));
  if (code === "bad_host")
    return fault("Statboard does not serve this host", "The Host header is neither loopback nor listed.", [
      { where: "Statboard", place: "in its environment", line: `STATBOARD_ORIGINS=${new URL(origin).host}` },
    ]);
  if (code === "unauthorized" || code === "too_many_attempts")
    return fault(
      code === "unauthorized" ? "Statboard asks for a token" : "too many wrong tokens came from here",
      code === "unauthorized" ? "No token was sent, or a wrong one." : "Wait a minute.",
      [
        {
          where: "doctor",
          place: "the token of STATBOARD_VIEW_TOKEN or STATBOARD_TOKEN",
          line: `npm run doctor -- ${origin} --token <token>`,
        },
      ],
    );
  if (status === 401 || status === 407)
    return fault(`${by} asks for a password`, "The answer is not Statboard's.");
  if (status === 502) return ofProxy(`${by} does not reach Statboard`, "Is it running there?", "away");
  if (status === 504) return ofProxy(`${by} got no answer from Statboard in time`, "", "slow");
  if (status === 503 && proxies.length > 0)
    return ofProxy(`${by} does not reach Statboard`, "Is it running there?", "away");
  if (status === 503) return fault("Statboard is starting or stopping", "Ask again in a few seconds.");
  if (status >= 300 && status < 400)
    return fault("a redirect leads away", `It leads to ${answer.headers["location"] ?? "nowhere"}.`);
  return fault(`what answers at ${origin} is not Statboard`, "Is it served under another path or port?");
}
