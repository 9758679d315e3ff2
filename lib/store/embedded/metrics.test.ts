import { systemClock } from "@/lib/metric/clock";
import { describeBoardStore } from "../board-contract";
import { contractGaugeTtlMs, contractMaxSeries, describeMetricStore } from "../contract";
import { createRecordStore } from "../records";
import { createEmbeddedStore } from "./metrics";

const limits = { flushMs: 1_000, gaugeTtlMs: contractGaugeTtlMs, maxSeries: contractMaxSeries };

describeMetricStore("embedded, in memory", async () =>
  createEmbeddedStore({ ...limits, disk: null, clock: systemClock }),
);

describeBoardStore("embedded, in memory", async () => {
  let now = 1_000;
  const boards = createRecordStore({
    now: () => now,
    saved: [],
    save: async () => {},
    close: async () => {},
  });
  return {
    boards,
    async pass(ms) {
      now += ms;
    },
    close: () => boards.close(),
  };
});
