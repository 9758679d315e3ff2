import { parseStreamId } from "@/lib/live/frames";
import type { Resume } from "@/lib/query/followed";
import type { StoredDescription } from "./descriptions";

/**
 * Where a client goes on: Last-Event-ID, else `?after=`. An id of this description tells which of its keys
 * the client has. One of another (the client made a new description) says nothing of keys: `held` does.
 */
export function readResume(
  ids: { last: string | null; after: string | null },
  description: Pick<StoredDescription, "subscriptions" | "held" | "change" | "firstChange">,
): Resume | null {
  const after = parseStreamId(ids.last) ?? parseStreamId(ids.after);
  if (!after) return null;
  const { subscriptions, held, firstChange, change } = description;
  const has = after.change ?? -1;
  const isOurs = has >= firstChange && has <= change;
  const known = isOurs ? subscriptions.filter(({ since }) => since <= has).map(({ key }) => key) : held;
  const keys = new Set(known);
  return { after, held: (key) => keys.has(key) };
}
