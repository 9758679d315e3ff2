import { expect, test } from "vitest";
import { printSpan } from "./caption";

const untilMs = Date.UTC(2026, 10, 25, 10, 30, 3);

test("a span says its day once, its times and its zone", () => {
  expect(printSpan({ fromMs: untilMs - 900_000, untilMs }, "UTC")).toBe(
    "25 Nov 2026, 10:15:03 – 10:30:03 UTC",
  );
});

test("a span over midnight says both days", () => {
  expect(printSpan({ fromMs: untilMs - 86_400_000, untilMs }, "UTC")).toBe(
    "24 Nov 2026, 10:30:03 – 25 Nov 2026, 10:30:03 UTC",
  );
});
