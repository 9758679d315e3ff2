import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasGraphiteWeb, runPython } from "./python.test-support";
import { parseTime } from "./time";
import { pickZone } from "./zone";

/** A Wednesday, 14:25:36 UTC. */
const nowMs = Date.UTC(2026, 10, 25, 14, 25, 36);
const iso = (text: string, zone = "UTC") => new Date(parseTime(text, nowMs, zone)).toISOString();

it.each([
  ["now", "2026-11-25T14:25:36.000Z"],
  ["-1h", "2026-11-25T13:25:36.000Z"],
  ["now-30min", "2026-11-25T13:55:36.000Z"],
  ["-1mon", "2026-10-26T14:25:36.000Z"],
  ["-1y2d3h", "2025-11-23T11:25:36.000Z"],
  ["1700000000", "2023-11-14T22:13:20.000Z"],
  ["midnight", "2026-11-25T00:00:00.000Z"],
  ["noon", "2026-11-25T12:00:00.000Z"],
  ["noon yesterday", "2026-11-24T12:00:00.000Z"],
  ["today", "2026-11-25T00:00:00.000Z"],
  ["tomorrow+1h", "2026-11-26T01:00:00.000Z"],
  ["04:00_20260131", "2026-01-31T04:00:00.000Z"],
  ["20260131", "2026-01-31T00:00:00.000Z"],
  ["01/31/26", "2026-01-31T00:00:00.000Z"],
  ["6pm_12/24/99", "1999-12-24T18:00:00.000Z"],
  ["monday", "2026-11-23T00:00:00.000Z"],
  ["wednesday", "2026-11-25T00:00:00.000Z"],
  ["jan 3 9:15am", null],
  ["9:15am jan 3", "2026-01-03T09:15:00.000Z"],
  ["12am", "2026-11-25T00:00:00.000Z"],
  ["12:30pm", "2026-11-25T12:30:00.000Z"],
])("reads %s", (text, expected) => {
  if (expected === null) expect(() => iso(text)).toThrow("no day");
  else expect(iso(text)).toBe(expected);
});

it.each(["never", "-1parsec", "-", "-h", "25:00", "02/30/26", "99999999999999999999", "jan", "now-1h-x"])(
  "says what is wrong with %s",
  (text) => expect(() => iso(text)).toThrow(/is no/),
);

it("reads clocks of the zone asked for, through both changes of the year", () => {
  expect(iso("midnight", "America/New_York")).toBe("2026-11-25T05:00:00.000Z");
  // 02:30 never came on the 8th of March 2026, and 01:30 came twice on the 1st of November.
  expect(iso("02:30_20260308", "America/New_York")).toBe("2026-03-08T07:30:00.000Z");
  expect(iso("01:30_20261101", "America/New_York")).toBe("2026-11-01T06:30:00.000Z");
  expect(pickZone("Nowhere/Land")).toBe(pickZone(null));
});

it("never throws anything else than a sentence", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        expect(Number.isFinite(parseTime(text, nowMs, "UTC"))).toBe(true);
      } catch (error) {
        expect((error as Error).name).toBe("GraphiteFault");
      }
    }),
  );
});

const web = hasGraphiteWeb();

describe.runIf(web)("as graphite-web reads them", () => {
  it("in four zones", () => {
    const zones = ["UTC", "America/New_York", "Europe/Berlin", "Asia/Kathmandu"];
    const clocks = ["", "midnight", "noon", "teatime", "3:07", "23:59", "9:15am", "4:20pm", "5am", "11pm"];
    const days = [
      "",
      "today",
      "yesterday",
      "tomorrow",
      "01/31/26",
      "12/24/1999",
      "7/4/70",
      "20260308",
      "20261101",
    ];
    const more = ["monday", "tue", "wednesday", "sunday", "jan3", "december24", "mar_29"];
    const offsets = ["", "-1h", "+2d", "-30min", "-1mon", "+1y", "-1w2d3h4min5s", "-90seconds"];
    const references = ["now", ...clocks.flatMap((clock) => [...days, ...more].map((day) => clock + day))];
    const texts = [
      "1700000000",
      "100",
      ...references.flatMap((each) => offsets.map((offset) => each + offset)),
    ];
    const cases = zones.flatMap((zone) => texts.map((text) => ({ zone, text })));
    const reference = readByGraphite(cases);
    expect(reference).toHaveLength(cases.length);
    const ours = cases.map(({ zone, text }) => parseTime(text, nowMs, zone) / 1_000);
    const different = cases
      .map((each, i) => ({ ...each, ours: ours[i], graphite: reference[i] }))
      .filter((each) => each.ours !== each.graphite);
    expect(different).toEqual([]);
  });
});

it.runIf(!web)(
  "the comparison of times is not run: graphite-web, a package of Debian and Ubuntu, is not installed",
  () => {
    expect(web).toBe(false);
  },
);

function readByGraphite(cases: { zone: string; text: string }[]): number[] {
  const script = `
import json, sys
from django.conf import settings
settings.configure(TIME_ZONE="UTC")
import pytz
from graphite.render.attime import parseATTime
now = ${nowMs / 1_000}
def read(case):
  zone = pytz.timezone(case["zone"])
  return parseATTime(case["text"], zone, str(now)).timestamp()
print(json.dumps([read(case) for case in json.load(sys.stdin)]))
`;
  const { status, stdout, stderr } = runPython(script, JSON.stringify(cases));
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as number[];
}
