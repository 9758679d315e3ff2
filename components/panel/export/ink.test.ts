import { expect, test } from "vitest";
import { readInk } from "./ink";

test("colours as browsers compute them become hex and an opacity", () => {
  expect(readInk("rgb(37, 130, 220)")).toEqual({ hex: "#2582dc", opacity: 1 });
  expect(readInk("rgba(37, 130, 220, 0.5)")).toEqual({ hex: "#2582dc", opacity: 0.5 });
  expect(readInk("color(srgb 1 0.5 0)")).toEqual({ hex: "#ff8000", opacity: 1 });
  expect(readInk("color(srgb 0.2 0.4 0.6 / 0.14)")).toEqual({ hex: "#336699", opacity: 0.14 });
});

test("what is not seen, or no colour, has no ink", () => {
  expect(readInk("rgba(0, 0, 0, 0)")).toBeNull();
  expect(readInk("color(srgb 1 1 1 / 0)")).toBeNull();
  expect(readInk("none")).toBeNull();
});
