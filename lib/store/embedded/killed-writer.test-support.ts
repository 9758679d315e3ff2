import { writeSync } from "node:fs";
import { isLinked, isMoved, killedOptions, planFlushes } from "./killed-plan.test-support";
import { openEmbedded } from "./open";

// Runs as a process of its own: stores what is planned and seals all the while, by a clock that runs with the
// plan, says what is stored on stdout (synchronously, so that no word is lost), and waits to be killed.
const [dataDir, workerUrl, seed, startMs] = process.argv.slice(2) as [string, string, string, string];
const plan = planFlushes(Number(seed), Number(startMs));
let nowMs = Number(startMs);
const { metrics, boards, seal } = await openEmbedded(killedOptions(dataDir, new URL(workerUrl), () => nowMs));

/** The sealer works while flushes come in, and never falls behind by more than these. */
const flushesAhead = 20;
let sealing = Promise.resolve();

say("ready");
for (let n = 0; ; n++) {
  nowMs = plan.nowMs(n);
  if (n % flushesAhead === 0) {
    await sealing;
    sealing = seal(nowMs);
  }
  await metrics.append(plan.flush(n));
  say(`flush ${n}`);
  if (isLinked(n)) {
    await boards.putLink(`link${n}`, `kept ${n}`);
    say(`link ${n}`);
  }
  if (isMoved(n)) {
    await metrics.rename(`counters:moving.${n}`, `counters:moved.${n}`);
    say(`moved ${n}`);
  }
}

function say(word: string): void {
  writeSync(1, `${word}\n`);
}
