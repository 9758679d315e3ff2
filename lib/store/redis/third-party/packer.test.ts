import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batsdStatistics } from "@/lib/metric/batsd";
import { type Columns, emptyColumns } from "@/lib/metric/columns";
import type { SeriesName } from "@/lib/metric/series";
import { everyChannel } from "./heard";
import { createReplyCounter } from "./link";
import { createPacker } from "./packer";

type Message = [channel: string, text: string];

/** Packs, and reads what was sent as Redis would: length by length. */
function publish(all: readonly Columns[], channels = everyChannel): { messages: Message[]; counted: number } {
  const chunks: Buffer[] = [];
  let counted = 0;
  const packer = createPacker((bytes, messages, done) => {
    chunks.push(Buffer.from(bytes));
    counted += messages;
    bytes.fill(0);
    done();
  });
  for (const each of all) packer.add(each, channels);
  packer.finish();
  return { messages: readCommands(Buffer.concat(chunks)), counted };
}

function readCommands(bytes: Buffer): Message[] {
  const messages: Message[] = [];
  let at = 0;
  const line = () => {
    const end = bytes.indexOf("\r\n", at);
    const text = bytes.toString("latin1", at, end);
    at = end + 2;
    return text;
  };
  const word = () => {
    const head = line();
    expect(head).toMatch(/^\$\d+$/);
    const length = Number(head.slice(1));
    const text = bytes.toString("utf8", at, at + length);
    expect(bytes.toString("latin1", at + length, at + length + 2)).toBe("\r\n");
    at += length + 2;
    return text;
  };
  while (at < bytes.length) {
    expect(line()).toBe("*3");
    expect(word()).toBe("PUBLISH");
    messages.push([word(), word()]);
  }
  return messages;
}

function counterOf(series: SeriesName, sum: number): Columns {
  return { ...emptyColumns(series, 0, 1_000, 1), kind: "counters", sum: Float64Array.of(sum) };
}

function timerOf(values: readonly number[]): Columns {
  const columns = emptyColumns("timers:t", 0, 1_000, 1);
  if (columns.kind !== "timers") throw new TypeError("no timer");
  columns.count[0] = values.length;
  columns.sum[0] = values.reduce((sum, value) => sum + value, 0);
  columns.sumOfSquares[0] = values.reduce((sum, value) => sum + value * value, 0);
  columns.min[0] = Math.min(...values);
  columns.max[0] = Math.max(...values);
  return columns;
}

describe("what a step publishes", () => {
  it.each([
    [7, "7"],
    [-2, "-2"],
    [1.5, "1.5"],
    [0, "0"],
    [0.00001, "1.0e-05"],
    [1e21, "1000000000000000000000"],
  ])("is a counter of %d as %s", (sum, text) =>
    expect(publish([counterOf("counters:a", sum)]).messages).toEqual([["counters:a", text]]),
  );

  it("is a timer as batsd's capture shows it, in its order", () => {
    expect(publish([timerOf([20, 12.5])]).messages).toEqual([
      ["timers:t:mean", "16.25"],
      ["timers:t:count", "2"],
      ["timers:t:min", "12.5"],
      ["timers:t:max", "20.0"],
      ["timers:t:upper_90", "12.5"],
      ["timers:t:stddev", "5.303300858899107"],
    ]);
  });

  it("has no stddev of one value, and nothing of an idle series", () => {
    const names = publish([timerOf([12])]).messages.map(([channel]) => channel);
    expect(names).toEqual(batsdStatistics.slice(0, 5).map((each) => `timers:t:${each}`));
    const idle = ["counters:a", "timers:b", "gauges:c", "sets:d"] as const;
    expect(publish(idle.map((series) => emptyColumns(series, 0, 1_000, 1)))).toEqual({
      messages: [],
      counted: 0,
    });
  });

  it("is a gauge only where it was set, though its value is carried", () => {
    const columns = emptyColumns("gauges:g", 0, 1_000, 1);
    if (columns.kind !== "gauges") throw new TypeError("no gauge");
    columns.last[0] = 3;
    expect(publish([columns]).messages).toEqual([]);
    columns.min[0] = columns.max[0] = 3;
    expect(publish([columns]).messages).toEqual([["gauges:g", "3"]]);
  });

  it("is only the channels that are heard", () => {
    const mean = 1 << batsdStatistics.indexOf("mean");
    expect(publish([timerOf([1, 3])], mean).messages).toEqual([["timers:t:mean", "2.0"]]);
  });

  it("arrives whole, whatever the names and numbers, over any number of buffers", () => {
    const counters = fc.array(
      fc.tuple(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(counters, fc.integer({ min: 1, max: 60 }), (list, times) => {
        const wellFormed = list.map(([name, sum]) => [Buffer.from(name).toString(), sum] as const);
        const all = Array.from({ length: times }, () => wellFormed).flat();
        const { messages, counted } = publish(all.map(([name, sum]) => counterOf(`counters:${name}`, sum)));
        expect(counted).toBe(all.length);
        expect(messages.map(([channel]) => channel)).toEqual(all.map(([name]) => `counters:${name}`));
        messages.forEach(([, text], i) => expect(Number(text) + 0).toBe(all[i]![1] + 0));
      }),
      { numRuns: 40 },
    );
  });
});

describe("the reply counter", () => {
  it("counts lines and errors, wherever the chunks are cut", () => {
    const text = ":1\r\n:0\r\n-NOPERM no channel\r\n+OK\r\n-ERR other\r\n:12\r\n";
    const cuts = fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 6 });
    fc.assert(
      fc.property(cuts, (at) => {
        let [lines, errors] = [0, 0];
        const first: string[] = [];
        const count = createReplyCounter((moreLines, moreErrors, error) => {
          lines += moreLines;
          errors += moreErrors;
          if (moreErrors > 0) first.push(error);
        });
        const edges = [0, ...at.toSorted((a, b) => a - b), text.length];
        edges.slice(1).forEach((end, i) => count(Buffer.from(text.slice(edges[i], end))));
        expect([lines, errors, first[0]]).toEqual([6, 2, "NOPERM no channel"]);
      }),
    );
  });
});
