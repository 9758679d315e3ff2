import { randomBytes } from "node:crypto";
import type { Client } from "./connect";
import type { Keys } from "./keys";
import { runScript } from "./script";
import { renewScript } from "./seal-scripts";

/** Who may seal: one process at a time, and its fence. */
export interface SealLease {
  /** Takes or keeps the lease; null while another process holds it. The fence rises with each taking. */
  hold(): Promise<number | null>;
  release(): Promise<void>;
}

const leaseMs = 10_000;

export function createSealLease(client: Client, keys: Keys): SealLease {
  const token = randomBytes(8).toString("hex");
  let fence: number | null = null;
  return {
    async hold() {
      if (
        fence !== null &&
        (await runScript(client, { script: renewScript, keys: [keys.sealer], args: [token, leaseMs] })) === 1
      )
        return fence;
      fence = null;
      const taken = await client.set(keys.sealer, token, "PX", leaseMs, "NX");
      if (taken === "OK") fence = await nextFence(client, keys);
      return fence;
    },
    async release() {
      if (fence === null) return;
      fence = null;
      // Expires at once: the next holder need not wait.
      await runScript(client, { script: renewScript, keys: [keys.sealer], args: [token, 0] });
    },
  };
}

export function nextFence(client: Client, keys: Keys): Promise<number> {
  return client.incr(keys.sealerFence);
}
