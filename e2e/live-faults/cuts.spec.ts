import { createRandom } from "@/lib/random.test-support";
import { expect, test } from "../harness/test";
import { type Cuts, startCuts } from "./cuts";

const rounds = 10;
let cuts: Cuts;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  cuts = await startCuts();
});
test.afterAll(() => cuts.remove());

test("a page cut off from two web processes on one Redis ends equal to a fresh one", async () => {
  test.setTimeout(300_000);
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`cuts: seed ${seed}`);
  for (let index = 0; index < rounds; index++) {
    const round = { index, seed: seed + index, random: createRandom(seed + index) };
    await expect(cuts.run(round), `cut ${index + 1} of seed ${seed}`).resolves.toBeUndefined();
  }
});
