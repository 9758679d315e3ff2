import { expect, test } from "vitest";
import { connectingStatus, type SourceStatus } from "@/lib/live/source-status";
import { describeConnection } from "./describe-connection";

const live: SourceStatus = { ...connectingStatus, state: "live", lagMs: 180 };

test("live prints its lag, and says what it means", () => {
  expect(describeConnection(live)).toMatchObject({ state: "live", word: "live", detail: "180\u2009ms" });
  expect(describeConnection(live).more).toContain("drawn at most 180\u2009ms after they end");
});

test("polling is no lag, but how often it asks", () => {
  const words = describeConnection({ ...live, way: "polling" });
  expect(words).toMatchObject({ state: "polling", word: "polling", detail: "updates every 2\u2009s" });
});

test("tabs that share, and a clock that is wrong, are said", () => {
  const { shared, more } = describeConnection({ ...live, tabs: 9, clockOffMs: -94_000 });
  expect(shared).toBe("9 tabs");
  expect(describeConnection(live).shared).toBe("");
  expect(more).toContain("shared by 9 tabs");
  expect(more).toContain("this computer is 94\u2009s behind; corrected");
});

test("without a link it says how far behind the page is", () => {
  const words = describeConnection({ ...live, state: "reconnecting", behindMs: 12_000 });
  expect(words).toMatchObject({ word: "reconnecting…", detail: "data is safe, 12\u2009s behind" });
});
