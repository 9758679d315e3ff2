import fc from "fast-check";
import { expect, it } from "vitest";

import { markMatches } from "./match";

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
