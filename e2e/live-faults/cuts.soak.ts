import { afterAll, beforeAll } from "vitest";
import { soak } from "@/lib/soak.test-support";
import { type Cuts, startCuts } from "./cuts";

const startWithinMs = 300_000;
let cuts: Cuts;

beforeAll(async () => {
  cuts = await startCuts();
}, startWithinMs);
afterAll(() => cuts.remove());

soak(
  "live-process-cuts: a page cut off from two web processes on one Redis ends equal to a fresh one",
  500,
  (round) => cuts.run(round),
);
