import { createRecordStore } from "../records";
import type { OpenOptions, Stores } from "../open-options";
import { systemClock } from "@/lib/metric/clock";
import { planArchives } from "../archives";
import { openDisk } from "./lmdb-disk";
import { createEmbeddedStore } from "./metrics";

/** Both ports on one data folder. */
export async function openEmbedded(options: OpenOptions): Promise<Stores> {
  const clock = options.clock ?? systemClock;
  const { dataDir, workerUrl, gaugeTtlMs } = options;
  const archives = planArchives(options.retention, options.sketchRetention);
  const disk = openDisk({ dataDir, workerUrl, archives, gaugeTtlMs });
  const saved = await disk.load();
  const metrics = createEmbeddedStore({ ...options, clock, disk, saved, archives });
  const boards = createRecordStore({
    now: clock.now,
    saved: saved.records,
    save: disk.saveRecord,
    close: async () => {},
  });
  return { metrics, boards, seal: disk.seal };
}
