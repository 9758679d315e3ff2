import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printRubyFloat } from "@/lib/metric/batsd";
import type { Sample } from "@/lib/metric/sample";
import { createMessageIntake } from "./intake";
import { readMessage } from "./messages";

const counter = (bucket: string, value: number): Sample => ({
  kind: "counters",
  bucket,
  value,
  sampleRate: 1,
});
const gauge = (bucket: string, value: number): Sample => ({ kind: "gauges", bucket, value, delta: false });

describe("a published message", () => {
  it.each([
    ["counters:web.hits", "7", counter("web.hits", 7)],
    ["counters:web.hits", '"7"', counter("web.hits", 7)],
    ["counters:web.hits", " 42\n", counter("web.hits", 42)],
    ["counters:web.hits", "-1.5", counter("web.hits", -1.5)],
    ["gauges:temp", "-3", gauge("temp", -3)],
    ["gauges:temp", "+3", gauge("temp", 3)],
    ["timers:web.time:mean", "16.25", gauge("timers.web.time.mean", 16.25)],
    ["timers:web.time:upper_90", "1.0e-05", gauge("timers.web.time.upper_90", 0.00001)],
    ["timers:web.time:stddev", "6.010407640085654", gauge("timers.web.time.stddev", 6.010407640085654)],
    ["timers:web.time:count", "2", counter("timers.web.time.count", 2)],
    ["timers:a:b:max", "2", gauge("timers.ab.max", 2)],
    ["counters:my page/hits", "1", counter("my_page-hits", 1)],
    ["counters:__proto__", "1", counter("__proto__", 1)],
  ])("on %s, %j, is a sample", (channel, message, sample) =>
    expect(readMessage(channel, message)).toEqual(sample),
  );

  it.each([
    ["counters:a", "", "empty"],
    ["counters:a", '""', "empty"],
    ["counters:a", "null", "not a number"],
    ["counters:a", "NaN", "not a number"],
    ["counters:a", "Infinity", "not a number"],
    ["counters:a", "0x10", "not a number"],
    ["counters:a", '{"value":7}', "not a number"],
    ["counters:a", "1e200", "out of range"],
    ["counters:", "1", "no name"],
    ["counters:é", "1", "no name"],
    ["timers::mean", "1", "no name"],
    ["timers:a", "1", "no such channel"],
    ["timers:a:p99", "1", "no such channel"],
    ["sets:a", "1", "no such channel"],
    ["FOOBAR", "1", "no such channel"],
  ])("on %s, %j, is bad: %s", (channel, message, reason) =>
    expect(readMessage(channel, message)).toBe(reason),
  );

  it("is any number as Ruby prints it, with quotes or without", () => {
    const values = fc.double({ min: -1e100, max: 1e100, noNaN: true });
    fc.assert(
      fc.property(values, fc.boolean(), (value, quoted) => {
        const text = quoted ? JSON.stringify(printRubyFloat(value)) : printRubyFloat(value);
        expect(readMessage("gauges:a", text)).toEqual(gauge("a", value));
      }),
    );
  });
});

describe("taking messages in", () => {
  function createRig() {
    const added: Sample[][] = [];
    const warnings: string[] = [];
    const due: (() => void)[] = [];
    let nowMs = 0;
    const intake = createMessageIntake({
      add: (samples) => void added.push(samples),
      warn: (message) => void warnings.push(message),
      monotonic: () => nowMs,
      soon: (run) => void due.push(run),
    });
    return {
      intake,
      added,
      warnings,
      advance: (ms: number) => void (nowMs += ms),
      run: () => due.splice(0).forEach((each) => each()),
    };
  }

  it("hands over all of one chunk at once, with how many they were", () => {
    const { intake, added, run } = createRig();
    intake.hear("counters:a", "1");
    intake.hear("counters:a", "");
    intake.hear("gauges:b", "2");
    expect(added).toEqual([]);
    run();
    expect(added).toEqual([
      [
        counter("a", 1),
        gauge("b", 2),
        counter("statboard.messages", 3),
        counter("statboard.bad_messages", 1),
      ],
    ]);
    run();
    intake.flush();
    expect(added).toHaveLength(1);
  });

  it("shows one of the bad ones, at most every 10 seconds", () => {
    const { intake, warnings, advance, run } = createRig();
    for (let i = 0; i < 3; i++) {
      intake.hear("counters:\u001b[2Ja", "");
      run();
    }
    advance(10_000);
    intake.hear("counters:a", "x".repeat(1_000));
    run();
    expect(warnings).toEqual([
      '1 published message could not be read, for example "" on "counters:\\u001b[2Ja" (empty)',
      '3 published messages could not be read, for example "" on "counters:\\u001b[2Ja" (empty)',
    ]);
  });
});
