import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "@/lib/metric/clock";
import type { Sample } from "@/lib/metric/sample";
import { createAggregator } from "./aggregate";
import { createBadLineLog } from "./bad-lines";
import { bindStatsd } from "./listen";
import type { Ingest, IngestListener, IngestOptions, IngestStats } from "./messages";
import { type BadReason, parseLines } from "./parse";
import { describeStep } from "./self";
import { createSteps } from "./tick";

/** The whole of ingest in one thread: sockets → lines → samples → one flush for each step. */
export async function startIntake(
  options: IngestOptions,
  on: IngestListener,
  systemClock: Clock,
): Promise<Ingest> {
  const { flushMs, writer, selfMetrics = true } = options;
  let clockOffsetMs = options.clockOffsetMs ?? 0;
  const clock: Clock = {
    now: () => systemClock.now() + clockOffsetMs,
    monotonic: () => systemClock.monotonic(),
  };
  const aggregator = createAggregator();
  const badLines = createBadLineLog(on.warn);
  const stats: IngestStats = emptyStats();
  let before = { ...stats };
  let sequence = 0;
  let timer: NodeJS.Timeout;
  let stopping: Promise<void> | null = null;
  const steps = createSteps(clock, flushMs, flushStep);

  const sink = {
    sample(sample: Sample) {
      stats.samples++;
      addSample(sample);
    },
    bad(line: string, reason: BadReason) {
      stats.badLines++;
      badLines.note(line, reason);
    },
  };
  const sockets = await bindStatsd(options.statsd, {
    packet(packet) {
      stats.packets++;
      parseLines(packet.toString(), sink);
    },
    lines: (text) => parseLines(text, sink),
    cutLine: (start) => sink.bad(start, "cut off"),
    dropped(datagrams) {
      stats.dropped += datagrams;
    },
    warn: on.warn,
  });
  stats.bufferBytes = sockets.bufferBytes;
  tick();

  return {
    address: sockets.address,
    receive: async (text) => receive(text),
    add: (samples) => samples.forEach(addSample),
    restoreGauges: (gauges) => aggregator.restoreGauges(gauges),
    setClockOffset(offsetMs) {
      clockOffsetMs = offsetMs;
    },
    stats: () => ({ ...stats }),
    stop: () => (stopping ??= stop()),
  };

  async function stop(): Promise<void> {
    await drain();
    await sockets.close();
    clearTimeout(timer);
    steps.advance();
    steps.finish();
  }

  function tick(): void {
    timer = setTimeout(tick, Math.max(1, Math.ceil(steps.advance())));
  }

  function receive(text: string): { accepted: number; bad: number } {
    const start = { ...stats };
    parseLines(text, sink);
    return { accepted: stats.samples - start.samples, bad: stats.badLines - start.badLines };
  }

  function addSample(sample: Sample): void {
    aggregator.add(sample, Math.floor(steps.nowMs()));
  }

  function flushStep(startMs: number): void {
    stats.connections = sockets.connections();
    sockets.countDrops();
    if (selfMetrics) describeStep(before, stats).forEach(addSample);
    before = { ...stats };
    stats.lastStepMs = startMs;
    on.flush({
      writer,
      sequence: ++sequence,
      startMs,
      stepMs: flushMs,
      values: aggregator.flush(),
    });
    badLines.report(clock.now());
  }

  /** Until two turns of the event loop brought nothing more, at most for a second. */
  async function drain(): Promise<void> {
    const untilMs = systemClock.monotonic() + 1_000;
    let [seen, quietTurns] = [sockets.reads(), 0];
    while (quietTurns < 2 && systemClock.monotonic() < untilMs) {
      await nextTurn();
      quietTurns = sockets.reads() === seen ? quietTurns + 1 : 0;
      seen = sockets.reads();
    }
  }
}

function emptyStats(): IngestStats {
  return {
    packets: 0,
    samples: 0,
    badLines: 0,
    dropped: 0,
    connections: 0,
    bufferBytes: 0,
    lastStepMs: null,
  };
}
