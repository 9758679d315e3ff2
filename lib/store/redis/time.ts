import { runBatch } from "./batch";
import type { Client } from "./connect";

/**
 * Epoch milliseconds, whole ones as Redis' own commands want them, by the node that serves `key`: on a Cluster
 * the leases' node is everybody's clock.
 */
export async function readTime(client: Client, key: string): Promise<number> {
  const [reply] = await runBatch(client, [{ key, command: "time", args: [] }]);
  const [seconds, micros] = reply as [string, string];
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
}
