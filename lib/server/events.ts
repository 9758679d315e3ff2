import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { BoardStore, StoredEvent } from "@/lib/store/port";
import { contentTypeOf, readBody } from "./body";
import { errorResponse } from "./errors";
import { BadParameter, readCount, readTime } from "./parameters";

const maxBodyBytes = 16_384;
const maxTitleLength = 200;
const maxTextLength = 4_000;
const maxTags = 20;
const maxTagLength = 100;
const defaultSpanMs = 86_400_000;
const defaultLimit = 1_000;
/** An event may be announced, but not so far ahead that it would never grow old. */
const maxAheadMs = 86_400_000;

const title = z.string().trim().min(1).max(maxTitleLength);
const text = z.string().trim().max(maxTextLength);
// A space or a comma would make two of one wherever tags are written in a row.
const tag = z
  .string()
  .regex(/^[^\s,]+$/, "a tag has no spaces and no commas")
  .max(maxTagLength);
const event = z.strictObject({
  title,
  text: text.default(""),
  tags: z.array(tag).max(maxTags).default([]),
  at: z.union([z.number(), z.string()]).optional(),
});

export interface EventPage {
  /** In the span and with all tags asked for. */
  matched: number;
  /** The newest of them, oldest first. */
  events: StoredEvent[];
}

/** `?from=&until=&tag=&limit=`; the last day when no time is given. */
export async function listEvents(
  boards: Pick<BoardStore, "listEvents">,
  params: URLSearchParams,
  nowMs: number,
): Promise<EventPage> {
  // Announced events are ahead of now.
  const untilMs = readTime(params, "until", nowMs) ?? nowMs + maxAheadMs + 1;
  const fromMs = readTime(params, "from", nowMs) ?? Math.min(untilMs, nowMs) - defaultSpanMs;
  if (fromMs >= untilMs) throw new BadParameter("from: it must be before until");
  const limit = readCount(params, "limit", defaultLimit, defaultLimit);
  const wanted = params.getAll("tag");
  const found = (await boards.listEvents({ fromMs, untilMs })).filter(({ tags }) =>
    wanted.every((each) => tags.includes(each)),
  );
  return { matched: found.length, events: found.slice(-limit) };
}

/**
 * POST /api/events: JSON `{ title, text?, tags?, at? }`, or text whose first line is the title, with
 * `?tag=` and `?at=`. What `curl -d` sends by itself counts as text.
 */
export async function postEvent(
  boards: Pick<BoardStore, "addEvent">,
  request: Request,
  nowMs: number,
): Promise<Response> {
  const type = contentTypeOf(request);
  if (!["application/json", "text/plain", "application/x-www-form-urlencoded"].includes(type))
    return errorResponse("bad_content_type", "send an event as application/json or text/plain");
  const sent = await readBody(request, maxBodyBytes);
  if (sent === null) return errorResponse("too_large", "an event has at most 16 KB");
  const given =
    type === "application/json" ? readJson(sent) : readText(sent, new URL(request.url).searchParams);
  const parsed = event.safeParse(given);
  if (!parsed.success) throw new BadParameter(describeFault(parsed.error));
  const { at, tags, ...rest } = parsed.data;
  const atMs = at === undefined ? nowMs : readTime(new URLSearchParams({ at: `${at}` }), "at", nowMs)!;
  if (atMs > nowMs + maxAheadMs) throw new BadParameter("at: more than a day ahead");
  const stored = { id: randomBytes(12).toString("base64url"), atMs, ...rest, tags: [...new Set(tags)] };
  await boards.addEvent(stored);
  return Response.json(stored, { status: 201, headers: { "cache-control": "no-store" } });
}

function readJson(sent: string): unknown {
  try {
    return JSON.parse(sent);
  } catch {
    throw new BadParameter("the body is not JSON");
  }
}

function readText(sent: string, params: URLSearchParams): unknown {
  const [first = "", ...more] = sent.trim().split(/\r?\n/);
  const at = params.get("at") ?? undefined;
  return { title: first, text: more.join("\n"), tags: params.getAll("tag"), at };
}

function describeFault(error: z.ZodError): string {
  const [issue] = error.issues;
  const where = issue!.path.join(".") || "the body";
  return `${where}: ${issue!.message}`;
}
