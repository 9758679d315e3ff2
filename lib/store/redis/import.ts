import type { Clock } from "@/lib/metric/clock";
import type { Columns } from "@/lib/metric/columns";
import type { StoreArchive } from "../archives";
import { importColumns } from "../import";
import { Fenced } from "../shelf";
import type { Client } from "./connect";
import type { Keys } from "./keys";
import { nextFence } from "./lease";
import { createRedisShelf } from "./shelf";

interface ImportOptions {
  client: Client;
  keys: Keys;
  archives: readonly StoreArchive[];
  clock: Clock;
}

const attempts = 10;

/** Imports under a fence of its own: whoever seals meanwhile begins again after it, and the other way round. */
export async function importFenced(options: ImportOptions, columns: Columns): Promise<void> {
  const { client, keys, archives, clock } = options;
  for (let attempt = 1; ; attempt++) {
    const fence = await nextFence(client, keys);
    const shelf = createRedisShelf({ client, keys, flushMs: archives[0]!.stepMs, fence, warn: () => {} });
    try {
      return await importColumns({ shelf, archives, nowMs: clock.now() }, columns);
    } catch (error) {
      if (!(error instanceof Fenced) || attempt === attempts) throw error;
    }
  }
}
