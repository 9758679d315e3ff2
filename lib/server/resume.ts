import { parseStreamId } from "@/lib/live/frames";
import type { Resume } from "@/lib/query/followed";
import type { StoredDescription } from "./descriptions";

/**
 * Where a client goes on: Last-Event-ID, else `?after=`. An id of this description tells which of its keys
 * the client has. One of another (the client made a new description) says nothing of keys: `held` does.
 */
export function readResume(
  ids: { last: string | null; after: string | null },
  description: Pick<StoredDescription, "subscriptions" | "held" | "changes" | "versions">,
): Resume | null {
  const after = parseStreamId(ids.last) ?? parseStreamId(ids.after);
  if (!after) return null;
  const { subscriptions, held, changes, versions } = description;
  // The oldest that fits: a key that was removed and added again is not what the client has.
  const at = after.version === undefined ? -1 : versions.indexOf(after.version);
  const has = at < 0 ? -1 : changes - (versions.length - 1 - at);
  const known = at < 0 ? held : subscriptions.filter(({ since }) => since <= has).map(({ key }) => key);
  const keys = new Set(known);
  return { after, held: (key) => keys.has(key) };
}
