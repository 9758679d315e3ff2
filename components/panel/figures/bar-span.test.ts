import { expect, test } from "vitest";
import { spanBar } from "./bar-span";

test("a bar begins at zero and ends at its value", () => {
  expect(spanBar(25, 0, 100)).toEqual({ from: 0, length: 0.25 });
  expect(spanBar(100, 0, 100)).toEqual({ from: 0, length: 1 });
});

test("a negative value reaches from zero to the left", () => {
  expect(spanBar(-50, -50, 50)).toEqual({ from: 0, length: 0.5 });
  expect(spanBar(50, -50, 50)).toEqual({ from: 0.5, length: 0.5 });
});

test("what lies outside of a scale set by hand ends at its end", () => {
  expect(spanBar(300, 100, 200)).toEqual({ from: 0, length: 1 });
  expect(spanBar(50, 100, 200)).toEqual({ from: 0, length: 0 });
});

test("where all is zero there is no bar", () => {
  expect(spanBar(0, 0, 0)).toEqual({ from: 0, length: 0 });
});
