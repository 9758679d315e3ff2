import { test } from "../harness/test";
import { startPinned } from "./pinned";

const minutes = 2;

test("a pinned tooltip is neither dismissed nor moved by two minutes at 10 Hz, and corrected in place", async () => {
  test.setTimeout(120_000);
  const pinned = await startPinned();
  for (let i = 0; i < minutes; i++) await pinned.runMinute();
  await pinned.release();
  await pinned.remove();
});
