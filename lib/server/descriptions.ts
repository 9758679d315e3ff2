import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { DescriptionChange } from "@/lib/live/frames";
import { maxRangeMs, minRangeMs } from "@/lib/metric/retention";
import { versionOf } from "@/lib/query/followed";
import { maxTargetLength, maxTargets } from "@/lib/query/limits";
import type { Versioned } from "@/lib/query/stream-hub";
import type { BoardStore } from "@/lib/store/port";

const lifeMs = 3_600_000;
/** 128 random bits. */
const idForm = /^[A-Za-z0-9_-]{22}$/;
/** Each try that fails is another's that succeeded. */
const maxTries = 100;
/** A client that was away for more changes gets whole windows. */
const maxVersions = 64;

const key = z.string().min(1).max(200);
const subscription = z.object({
  key,
  target: z.string().min(1).max(maxTargetLength),
  rangeMs: z.int().min(minRangeMs).max(maxRangeMs),
  stepMs: z.int().min(1).max(maxRangeMs).nullable(),
});
const hasDistinctKeys = (each: { key: string }[]) => new Set(each.map((one) => one.key)).size === each.length;
const posted = z.object({
  subscriptions: z.array(subscription).max(maxTargets).refine(hasDistinctKeys, "two have the same key"),
  names: z.boolean().default(false),
  held: z.array(key).max(maxTargets).default([]),
});
const patched = z.strictObject({
  add: z.array(subscription).max(maxTargets).refine(hasDistinctKeys, "two have the same key").default([]),
  remove: z.array(key).max(maxTargets).default([]),
});
const stored = posted.extend({
  subscriptions: z.array(subscription.extend({ since: z.int() })),
  changes: z.int(),
  versions: z.array(z.string()),
});

type PostedDescription = z.infer<typeof posted>;

/** As it is kept: how often it was changed, and its newest versions, this one last. */
export type StoredDescription = z.infer<typeof stored>;

/** The body of POST /api/stream; or the sentence that says what is wrong with it, and where. */
export function parseDescription(text: string): { description: PostedDescription } | { fault: string } {
  const parsed = parseJson(posted, text);
  return "fault" in parsed ? parsed : { description: parsed.value };
}

/** The body of PATCH /api/stream/{id}. */
export function parseChange(text: string): { change: DescriptionChange } | { fault: string } {
  const parsed = parseJson(patched, text);
  return "fault" in parsed ? parsed : { change: parsed.value };
}

/** Keeps it for an hour; answers the id under which any process serves it. */
export async function keepDescription(boards: BoardStore, description: PostedDescription): Promise<string> {
  const id = randomBytes(16).toString("base64url");
  const subscriptions = description.subscriptions.map((each) => ({ ...each, since: 0 }));
  const versions = [versionOf(description)];
  const kept: StoredDescription = { ...description, subscriptions, changes: 0, versions };
  await boards.putDescription(id, JSON.stringify(kept), lifeMs);
  return id;
}

/** Null: never made, or forgotten. Asking renews its hour. */
export async function findDescription(boards: BoardStore, id: string): Promise<StoredDescription | null> {
  const text = idForm.test(id) ? await boards.getDescription(id) : null;
  return text === null ? null : readStored(text);
}

/** Null: done, with none of the changes lost that others make meanwhile. */
export async function changeDescription(
  boards: BoardStore,
  id: string,
  change: DescriptionChange,
): Promise<"unknown" | "too_many" | "busy" | null> {
  for (let tries = 0; tries < maxTries; tries++) {
    const before = idForm.test(id) ? await boards.getDescription(id) : null;
    const description = before === null ? null : readStored(before);
    if (before === null || description === null) return "unknown";
    const after = applyChange(description, change);
    if (after.subscriptions.length > maxTargets) return "too_many";
    if (await boards.changeDescription(id, before, JSON.stringify(after), lifeMs)) return null;
  }
  return "busy";
}

export async function dropDescription(boards: BoardStore, id: string): Promise<void> {
  if (idForm.test(id)) await boards.removeDescription(id);
}

/** As a stream follows it. */
export function toFollowed({ subscriptions, names, versions }: StoredDescription): Versioned {
  return { subscriptions, names, version: versions.at(-1)! };
}

function applyChange(before: StoredDescription, { add, remove }: DescriptionChange): StoredDescription {
  const changes = before.changes + 1;
  const gone = new Set([...remove, ...add.map((each) => each.key)]);
  const left = before.subscriptions.filter((each) => !gone.has(each.key));
  const added = add.map((each) => ({ ...each, since: changes }));
  const held = before.held.filter((each) => !gone.has(each));
  const after = { ...before, subscriptions: [...left, ...added], held, changes };
  return { ...after, versions: [...before.versions, versionOf(after)].slice(-maxVersions) };
}

function readStored(text: string): StoredDescription | null {
  const parsed = parseJson(stored, text);
  return "fault" in parsed ? null : parsed.value;
}

function parseJson<T>(schema: z.ZodType<T>, text: string): { value: T } | { fault: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { fault: "the body is not JSON" };
  }
  const result = schema.safeParse(json);
  if (result.success) return { value: result.data };
  const [issue] = result.error.issues;
  return { fault: `${issue?.path.join(".") || "body"}: ${issue?.message}` };
}
