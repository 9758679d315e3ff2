import { claimedAddress } from "./ask";
import type { Facts, StreamFacts } from "./facts";
import { type Finding, printMs } from "./finding";
import { findRemedies, nameProxies, type Proxy } from "./proxies";

/** An event held longer than this, in the middle of all, was not just slow. */
const heldTooLongMs = 400;
/** Five intervals of the talk: a connection that ends sooner was not cut for being silent. */
const cutInSilenceMs = 500;

/** What the way does to a stream. One cause is told once, though it shows in several ways. */
export function judgeStream({ stream, origin, isBrowser, protocol }: Facts): Finding[] {
  if (!stream) return [];
  const { answer, seen } = stream;
  const proxies = nameProxies(answer);
  const damage = answer.status === 200 ? describeDamage(stream, proxies) : describeRefused(stream);
  return [
    ...(damage ? [damage] : []),
    ...(answer.status === 200 ? describeHeaders(stream, proxies) : []),
    ...(seen ? describeForwarding(seen, new URL(origin).host, proxies) : []),
    ...(isBrowser && protocol === "http/1.1" ? [describeOldProtocol(proxies)] : []),
  ];
}

/** The middle of what the events took beyond the fastest of them, in ms; null without events. */
export function measureHeldMs({ arrivals }: StreamFacts): number | null {
  const heldMs = arrivals.map(({ sentMs, arrivedMs }) => arrivedMs - sentMs).toSorted((a, b) => a - b);
  return heldMs[Math.floor(heldMs.length / 2)] ?? null;
}

/** True when what was sent does not arrive in time: then the board's own stream suffers, too. */
export function isDamaged(stream: StreamFacts): boolean {
  return stream.answer.status !== 200 || describeDamage(stream, [])?.level === "fault";
}

function describeDamage(stream: StreamFacts, proxies: readonly Proxy[]): Finding | null {
  const { answer, arrivals, batches, cut, expected } = stream;
  const encoding = answer.headers["content-encoding"];
  const heldMs = measureHeldMs(stream);
  const isLate = heldMs !== null && heldMs >= heldTooLongMs;
  const isHeld = isLate || (arrivals.length === 0 && cut !== null);
  const arrived = `${arrivals.length} of ${expected + 1} events arrived in ${batches} ${batches === 1 ? "batch" : "batches"}`;
  const told = `${arrived}${isLate ? `, ${printMs(heldMs)} late in the middle` : ""}`;
  const by = nameThem(proxies);
  if (encoding && encoding !== "identity" && (isHeld || !cut))
    return {
      level: isHeld ? "fault" : "warning",
      title: `compressed by ${by}`,
      detail: `Content-Encoding: ${encoding}. ${told}.`,
      remedies: findRemedies("compressed", proxies),
    };
  if (isHeld)
    return {
      level: "fault",
      title: `buffered by ${by}`,
      detail: `${told}.`,
      remedies: findRemedies("buffered", proxies),
    };
  if (!cut) return null;
  const wasSilent = cut.idleMs >= cutInSilenceMs;
  return {
    level: "fault",
    title: `cut by ${by} after ${wasSilent ? `${printMs(cut.idleMs)} of silence` : printMs(cut.afterMs)}`,
    detail: `${told}; the connection ended ${printMs(cut.afterMs)} after it was asked for. Statboard is silent for up to 15 s.`,
    remedies: findRemedies("cut", proxies),
  };
}

function describeRefused({ answer }: StreamFacts): Finding {
  const { status, code } = answer;
  const isOurLimit = code === "too_many_streams" || code === "server_full";
  return {
    level: "fault",
    title: isOurLimit ? "too many streams are open" : "the self-test's stream was refused",
    detail: `It was answered with ${status}${code ? ` ${code}` : ""}${status === 404 ? ": Statboard there is older than this, or a proxy passes only some paths" : ""}.`,
    remedies: isOurLimit ? [streamLimit] : [],
  };
}

function describeHeaders({ answer: { headers } }: StreamFacts, proxies: readonly Proxy[]): Finding[] {
  const findings: Finding[] = [];
  const cacheControl = headers["cache-control"] ?? "";
  if (!cacheControl.includes("no-transform"))
    findings.push({
      level: "warning",
      title: `Cache-Control changed by ${nameThem(proxies)}`,
      detail: `Statboard sends "no-cache, no-transform", here it is "${cacheControl}": what stands in front may compress or keep the stream.`,
      remedies: findRemedies("changed", proxies),
    });
  // nginx takes it away because it is meant for nginx.
  if (!("x-accel-buffering" in headers) && !proxies.includes("nginx"))
    findings.push({
      level: "note",
      title: `X-Accel-Buffering taken away by ${nameThem(proxies)}`,
      detail:
        "nginx does so, even where it hides its name. An nginx nearer to the reader is no longer told not to buffer.",
      remedies: [],
    });
  return findings;
}

function describeForwarding(
  seen: NonNullable<StreamFacts["seen"]>,
  askedHost: string,
  proxies: readonly Proxy[],
): Finding[] {
  const findings: Finding[] = [];
  if (seen.host !== askedHost)
    findings.push({
      level: "warning",
      title: `Host changed by ${nameThem(proxies)}`,
      detail: `Asked for ${askedHost}, Statboard saw ${seen.host}: it refuses every edit that a page makes there.`,
      remedies: findRemedies("host", proxies),
    });
  if (proxies.length > 0 && seen.address === claimedAddress)
    findings.push({
      level: "warning",
      title: `readers' addresses hidden by ${nameThem(proxies)}`,
      detail:
        "X-Forwarded-For reached Statboard as the reader wrote it: the limits of streams and of wrong tokens hold for all readers together, and whoever claims another address evades them.",
      remedies: findRemedies("address", proxies),
    });
  return findings;
}

function describeOldProtocol(proxies: readonly Proxy[]): Finding {
  return {
    level: "note",
    title: "HTTP/1.1: six connections per host",
    detail: "Statboard's tabs share one stream, so this is enough; HTTP/2 has no such limit.",
    remedies: proxies.length > 0 ? findRemedies("http1", proxies) : [],
  };
}

export const streamLimit = {
  where: "Statboard",
  place: "in its environment",
  line: "STATBOARD_MAX_STREAMS_PER_ADDRESS=256",
};

export function nameThem(proxies: readonly Proxy[]): string {
  return proxies.length > 0 ? proxies.join(" or ") : "something on the way that does not name itself";
}
