import { describe, expect, it } from "vitest";
import { parseTarget } from "@/lib/query/target";
import { findFunctions, listedFunctions, writeCall } from "./function-calls";

describe("the list of functions", () => {
  it("writes each call so that it is right as it stands", () => {
    expect(listedFunctions.length).toBeGreaterThan(90);
    const faults = listedFunctions.flatMap(({ name }) => {
      const parsed = parseTarget(writeCall(name, "counters:api.hits").text);
      return "fault" in parsed ? [`${name}: ${parsed.fault.message}`] : [];
    });
    expect(faults).toEqual([]);
  });

  it("selects the first thing to be written over, without its quotes", () => {
    const selected = (name: string) => {
      const { text, select } = writeCall(name, "a.b");
      return [text, text.slice(...select)];
    };
    expect(selected("movingAverage")).toEqual(["movingAverage(a.b, 10)", "10"]);
    expect(selected("alias")).toEqual(['alias(a.b, "name")', "name"]);
    expect(selected("absolute")).toEqual(["absolute(a.b)", ""]);
  });

  it("finds by name first, then by what the help says", () => {
    const names = (words: string) => findFunctions(words).map(({ name }) => name);
    expect(names("movingAv")).toEqual(["movingAverage", "exponentialMovingAverage"]);
    expect(names("per")[0]).toBe("perSecond");
    expect(names("band")).toContain("anomalyBand");
    expect(names("nothing like it")).toEqual([]);
  });
});
