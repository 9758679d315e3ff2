import { createRecordStore } from "../records";
import type { OpenOptions, Stores } from "../open-options";
import { systemClock } from "@/lib/metric/clock";
import { openDisk } from "./lmdb-disk";
import { createEmbeddedStore, keptMs } from "./metrics";

/** Both ports on one data folder. */
export async function openEmbedded(options: OpenOptions): Promise<Stores> {
  const clock = options.clock ?? systemClock;
  const disk = openDisk({ dataDir: options.dataDir, workerUrl: options.workerUrl, keptMs });
  const saved = await disk.load();
  const metrics = createEmbeddedStore({ ...options, clock, disk, saved });
  const boards = createRecordStore({
    now: clock.now,
    saved: saved.records,
    save: disk.saveRecord,
    close: async () => {},
  });
  return { metrics, boards };
}
