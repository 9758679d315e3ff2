import type { Sample } from "@/lib/metric/sample";
import { readMessage } from "./messages";

export interface MessageIntake {
  hear(channel: string, message: string): void;
  /** Hands over what is waiting. */
  flush(): void;
}

interface IntakeOptions {
  add(samples: Sample[]): void;
  warn(message: string): void;
  monotonic(): number;
  /** Soon, once: many messages come in one chunk. */
  soon(run: () => void): void;
}

const quietMs = 10_000;
const exampleLength = 80;

/** Messages become samples, many at a time; those that cannot be read are counted, and one is shown. */
export function createMessageIntake({ add, warn, monotonic, soon }: IntakeOptions): MessageIntake {
  let samples: Sample[] = [];
  let [heard, bad, unsaid] = [0, 0, 0];
  let example = "";
  let warnedMs = -Infinity;

  function flush(): void {
    if (heard === 0) return;
    samples.push(count("statboard.messages", heard), count("statboard.bad_messages", bad));
    add(samples);
    samples = [];
    [heard, bad] = [0, 0];
    if (unsaid === 0 || monotonic() - warnedMs < quietMs) return;
    warn(
      `${unsaid} published ${unsaid === 1 ? "message" : "messages"} could not be read, for example ${example}`,
    );
    warnedMs = monotonic();
    unsaid = 0;
  }

  return {
    hear(channel, message) {
      if (heard++ === 0) soon(flush);
      const sample = readMessage(channel, message);
      if (typeof sample !== "string") return void samples.push(sample);
      bad++;
      if (unsaid++ === 0) example = `${quote(message)} on ${quote(channel)} (${sample})`;
    },
    flush,
  };
}

function count(bucket: string, value: number): Sample {
  return { kind: "counters", bucket, value, sampleRate: 1 };
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, exampleLength)).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
