import { randomBytes } from "node:crypto";
import { z } from "zod";
import { maxRangeMs, minRangeMs } from "@/lib/metric/retention";
import { maxTargetLength, maxTargets } from "@/lib/query/limits";
import type { BoardStore } from "@/lib/store/port";

const lifeMs = 3_600_000;
/** 128 random bits. */
const idForm = /^[A-Za-z0-9_-]{22}$/;
const key = z.string().min(1).max(200);

const stored = z.object({
  subscriptions: z
    .array(
      z.object({
        key,
        target: z.string().min(1).max(maxTargetLength),
        rangeMs: z.int().min(minRangeMs).max(maxRangeMs),
        stepMs: z.int().min(1).max(maxRangeMs).nullable(),
      }),
    )
    .max(maxTargets)
    .refine((each) => new Set(each.map((one) => one.key)).size === each.length, "two have the same key"),
  names: z.boolean().default(false),
  held: z.array(key).max(maxTargets).default([]),
});

export type PostedDescription = z.infer<typeof stored>;

/** The body of POST /api/stream; or the sentence that says what is wrong with it, and where. */
export function parseDescription(text: string): { description: PostedDescription } | { fault: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { fault: "the body is not JSON" };
  }
  const result = stored.safeParse(json);
  if (result.success) return { description: result.data };
  const [issue] = result.error.issues;
  return { fault: `${issue?.path.join(".") || "body"}: ${issue?.message}` };
}

/** Keeps it for an hour; answers the id under which any process serves it. */
export async function keepDescription(boards: BoardStore, description: PostedDescription): Promise<string> {
  const id = randomBytes(16).toString("base64url");
  await boards.putDescription(id, JSON.stringify(description), lifeMs);
  return id;
}

/** Null: never made, or forgotten. Asking renews its hour. */
export async function findDescription(boards: BoardStore, id: string): Promise<PostedDescription | null> {
  const text = idForm.test(id) ? await boards.getDescription(id) : null;
  const parsed = text === null ? null : parseDescription(text);
  return parsed && "description" in parsed ? parsed.description : null;
}

export async function dropDescription(boards: BoardStore, id: string): Promise<void> {
  if (idForm.test(id)) await boards.removeDescription(id);
}
