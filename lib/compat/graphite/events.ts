import { randomUUID } from "node:crypto";
import { hashText } from "@/lib/metric/hash";
import type { BoardStore, StoredEvent } from "@/lib/store/port";
import { GraphiteFault } from "./fault";
import { lastOf, sendJson } from "./parameters";
import { parseTime } from "./time";
import { pickZone } from "./zone";

type Events = Pick<BoardStore, "addEvent" | "listEvents">;

const maxTitleLength = 255;
const maxTextLength = 10_000;
const maxTags = 20;
const maxTagLength = 100;
/** As /api/events: what lies further ahead would never grow old. */
const maxAheadMs = 86_400_000;
/** A space or a comma divides tags wherever they stand in a row. */
const betweenTags = /[\s,]+/;

/** Takes `{"what", "tags", "when", "data"}` in; tags are a list, or a text with spaces. */
export async function addEvent(boards: Events, body: string, nowMs: number): Promise<Response> {
  await boards.addEvent(readEvent(body, nowMs));
  return new Response(null, { status: 200, headers: { "cache-control": "no-store" } });
}

/**
 * `from` (always), `until` (now), `tags` divided by spaces: all of them, or any with `set=union`. In the
 * order of their times.
 */
export async function answerEvents(
  boards: Events,
  params: URLSearchParams,
  nowMs: number,
): Promise<Response> {
  const zone = pickZone(lastOf(params, "tz"));
  const readTime = (name: string, otherwise: number) => {
    const text = lastOf(params, name);
    return text === null || text === "" ? otherwise : parseTime(text, nowMs, zone);
  };
  const [fromMs, untilMs] = [readTime("from", 0), readTime("until", nowMs)];
  const tags = (lastOf(params, "tags") ?? "").split(betweenTags).filter((tag) => tag !== "");
  const set = lastOf(params, "set");
  if (set !== null && set !== "union" && set !== "intersection")
    throw new GraphiteFault(`set: "${set}" is neither union nor intersection`);
  const hasTags = (event: StoredEvent) => {
    const has = (tag: string) => event.tags.includes(tag);
    return tags.length === 0 || (set === "union" ? tags.some(has) : tags.every(has));
  };
  const listed = await boards.listEvents({ fromMs, untilMs: untilMs + 1_000 });
  const events = listed
    .filter((event) => Math.floor(event.atMs / 1_000) * 1_000 <= untilMs && hasTags(event))
    .toSorted((a, b) => a.atMs - b.atMs);
  return sendJson(params, JSON.stringify(events.map(toGraphite)));
}

/** One event by its number. */
export async function answerEvent(boards: Events, id: string): Promise<Response> {
  const all = await boards.listEvents({ fromMs: 0, untilMs: Number.MAX_SAFE_INTEGER });
  const event = all.map(toGraphite).find((each) => String(each.id) === id);
  if (!event) throw new GraphiteFault("Event matching query does not exist", 404);
  return Response.json(event, { headers: { "cache-control": "no-store" } });
}

/** Graphite's events have numbers: a hash of ours, the same for ever. */
function toGraphite({ id, atMs, title, text, tags }: StoredEvent) {
  return { when: Math.floor(atMs / 1_000), what: title, data: text, tags, id: hashText(id)[0] };
}

function readEvent(body: string, nowMs: number): StoredEvent {
  const given = parseObject(body);
  const { what, tags = [], when, data = "" } = given;
  if (typeof what !== "string" || what.trim() === "" || what.length > maxTitleLength)
    throw new GraphiteFault(`"what" must be a text of at most ${maxTitleLength} characters`);
  const list = typeof tags === "string" ? [tags] : (tags ?? []);
  if (!Array.isArray(list) || !list.every((tag) => typeof tag === "string"))
    throw new GraphiteFault('"tags" must be an array or space-separated string');
  const text = typeof data === "string" ? data : JSON.stringify(data);
  const named = [...new Set(list.flatMap((tag) => tag.split(betweenTags)).filter((tag) => tag !== ""))];
  if (text.length > maxTextLength || named.length > maxTags || named.some((tag) => tag.length > maxTagLength))
    throw new GraphiteFault(
      `an event has at most ${maxTextLength} characters of data and ${maxTags} short tags`,
    );
  return { id: randomUUID(), atMs: readWhen(when, nowMs), title: what, text, tags: named };
}

function readWhen(when: unknown, nowMs: number): number {
  if (when === undefined || when === null) return nowMs;
  const seconds = typeof when === "string" && when.trim() !== "" ? Number(when) : when;
  if (typeof seconds !== "number" || !(Math.abs(seconds) < 1e11))
    throw new GraphiteFault('"when" must be epoch seconds');
  const atMs = Math.round(seconds * 1_000);
  if (atMs > nowMs + maxAheadMs) throw new GraphiteFault('"when" is more than a day ahead');
  return atMs;
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new GraphiteFault('the body must be a JSON object: {"what": "deploy", "tags": ["web"]}');
}
