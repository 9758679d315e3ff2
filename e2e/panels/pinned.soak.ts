import { afterAll, beforeAll } from "vitest";
import { soak } from "@/lib/soak.test-support";
import { type Pinned, startPinned } from "./pinned";

const startWithinMs = 300_000;
let pinned: Pinned;

beforeAll(async () => {
  pinned = await startPinned();
}, startWithinMs);
afterAll(async () => {
  await pinned.release();
  await pinned.remove();
});

soak(
  "pinned-tooltip: an hour of minutes at 10 Hz, none of which dismisses or moves a pinned tooltip",
  60,
  () => pinned.runMinute(),
);
