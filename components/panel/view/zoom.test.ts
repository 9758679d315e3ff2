import { expect, test } from "vitest";
import { fitSpan, scaleSpan } from "./zoom";

const whole = { fromMs: 0, untilMs: 60_000 };

test("what lies beyond the whole is moved into it, as long as it was", () => {
  expect(fitSpan({ fromMs: -5_000, untilMs: 5_000 }, whole, 1_000)).toEqual({ fromMs: 0, untilMs: 10_000 });
  expect(fitSpan({ fromMs: 55_000, untilMs: 65_000 }, whole, 1_000)).toEqual({
    fromMs: 50_000,
    untilMs: 60_000,
  });
  expect(fitSpan({ fromMs: -9_000, untilMs: 99_000 }, whole, 1_000)).toEqual(whole);
});

test("what is too short to show anything grows around its middle", () => {
  expect(fitSpan({ fromMs: 20_000, untilMs: 20_500 }, whole, 1_000)).toEqual({
    fromMs: 18_250,
    untilMs: 22_250,
  });
});

test("a span grows and shrinks around a moment that stays where it is", () => {
  expect(scaleSpan({ fromMs: 0, untilMs: 40_000 }, 0.5, 10_000)).toEqual({ fromMs: 5_000, untilMs: 25_000 });
});
