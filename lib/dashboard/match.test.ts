import fc from "fast-check";
import { expect, it } from "vitest";

import { markMatches, splitParts } from "./match";

const show = (name: string, typed: string) =>
  markMatches(name, typed)
    .map(({ text, isMatch }) => (isMatch ? `[${text}]` : text))
    .join("");

it("marks each typed word where it stands whole, else its letters in order", () => {
  expect(show("shop.checkout.latency", "Check lat")).toBe("shop.[check]out.[lat]ency");
  expect(show("shop.checkout.latency", "chk")).toBe("shop.[ch]ec[k]out.latency");
  expect(show("api.hits", "zz")).toBe("api.hits");
  expect(show("api.hits", "")).toBe("api.hits");
});

it("never loses or changes a letter", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (name, typed) => {
      expect(
        markMatches(name, typed)
          .map(({ text }) => text)
          .join(""),
      ).toBe(name);
    }),
  );
});

it("splits marked parts at any place and loses nothing", () => {
  const parts = markMatches("shop.checkout.latency", "check lat");
  for (let place = -1; place <= 22; place += 1) {
    const halves = splitParts(parts, place);
    expect(halves.map((half) => half.map(({ text }) => text).join(""))).toEqual([
      "shop.checkout.latency".slice(0, Math.max(0, place)),
      "shop.checkout.latency".slice(Math.max(0, place)),
    ]);
    expect(halves.flat().every(({ text }) => text !== "")).toBe(true);
  }
});
