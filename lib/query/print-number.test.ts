import fc from "fast-check";
import { expect, it } from "vitest";
import { longestNumber, writeNumber } from "./print-number";

const decimal = fc
  .tuple(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), fc.integer({ min: 0, max: 6 }))
  .map(([digits, places]) => digits / 10 ** places);
const anyNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.maxSafeInteger(),
  decimal,
);

it("writes every finite number as JSON would", () => {
  fc.assert(
    fc.property(anyNumber, fc.nat(5), (value, at) => {
      const bytes = new Uint8Array(at + longestNumber);
      const end = writeNumber(bytes, at, value);
      expect(new TextDecoder().decode(bytes.subarray(at, end))).toBe(JSON.stringify(value));
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  0, -0, -0.0000010070211229188163, 0.001, -0.05, 999.999, 1e15, 1e21, 5e-324, 1.7976931348623157e308,
  123456789012.345,
])("writes %s", (value) => {
  const bytes = new Uint8Array(longestNumber);
  const text = new TextDecoder().decode(bytes.subarray(0, writeNumber(bytes, 0, value)));
  expect(text).toBe(JSON.stringify(value));
});
