import type { Arrival } from "@/lib/dashboard/automatic";
import type { ParsedBoard } from "@/lib/dashboard/url";

export interface BoardProps {
  /** The link, as the server read it. */
  initial: ParsedBoard;
  /** The user's buckets that the server knew when it made the page. */
  arrivals: readonly Arrival[];
  /** Where samples are taken in; null when this process takes none. */
  listening: { host: string; port: number } | null;
}
