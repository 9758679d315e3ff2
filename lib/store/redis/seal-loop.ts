import type { StoreArchive } from "../archives";
import { type Sealer, type SealerOptions, createSealer } from "../sealer";
import { Fenced } from "../shelf";
import type { Client } from "./connect";
import type { Keys } from "./keys";
import { createSealLease, nextFence } from "./lease";
import { createRedisShelf } from "./shelf";
import { readTime } from "./time";

export interface SealOptions {
  client: Client;
  keys: Keys;
  archives: readonly StoreArchive[];
  gaugeTtlMs: number;
}

const everyMs = 1_000;
/** Well within the lease, which long work must not outlive. */
const renewEveryMs = 2_000;
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Seals whenever this process holds the lease, by Redis' clock, until stopped. */
export function startSealing(options: SealOptions, warn: (message: string) => void): () => Promise<void> {
  const { client, keys } = options;
  const lease = createSealLease(client, keys);
  let sealer: { fence: number; sealer: Sealer } | null = null;
  let isStopped = false;
  let said = "";
  let heldMs = 0;

  /** The fence guards what is written after the lease was lost unseen. */
  async function breatheAndRenew(): Promise<void> {
    await breathe();
    if (performance.now() - heldMs < renewEveryMs) return;
    heldMs = performance.now();
    await lease.hold();
  }
  async function sealIfHeld(): Promise<void> {
    heldMs = performance.now();
    const fence = await lease.hold();
    if (fence === null) return void (sealer = null);
    if (sealer?.fence !== fence)
      sealer = { fence, sealer: makeSealer(options, fence, { breathe: breatheAndRenew, warn }) };
    await sealer.sealer.sealDue(await readTime(client, keys.writers));
    said = "";
  }
  async function run(): Promise<void> {
    while (!isStopped) {
      await sealIfHeld().catch((error: Error) => {
        sealer = null;
        if (error instanceof Fenced) return lease.release().catch(() => {});
        if (error.message !== said) warn(`blocks cannot be sealed: ${error.message}`);
        said = error.message;
      });
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    await lease.release().catch(() => {});
  }
  const running = run();
  return () => {
    isStopped = true;
    return running;
  };
}

/** Takes over from whoever seals, and seals what is due at a moment. */
export async function sealOnce(options: SealOptions, nowMs: number): Promise<void> {
  const fence = await nextFence(options.client, options.keys);
  await makeSealer(options, fence, { breathe, warn: () => {} }).sealDue(nowMs);
}

function makeSealer(
  { client, keys, archives, gaugeTtlMs }: SealOptions,
  fence: number,
  on: Pick<SealerOptions, "breathe" | "warn">,
): Sealer {
  const shelf = createRedisShelf({ client, keys, flushMs: archives[0]!.stepMs, fence, warn: on.warn });
  return createSealer({ shelf, archives, gaugeTtlMs, ...on });
}
