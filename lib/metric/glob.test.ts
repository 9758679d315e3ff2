import fc from "fast-check";
import { expect, it } from "vitest";
import { compileGlob, isGlob } from "./glob";

const matches = (glob: string, text: string) => compileGlob(glob).test(text);

it.each([
  ["api.*", "api.login", true],
  ["api.*", "api.login.slow", false],
  ["api.**", "api.login.slow", true],
  ["**", "a.b.c", true],
  ["*.login", "api.login", true],
  ["api.lo?in", "api.login", true],
  ["api?login", "api.login", false],
  ["web[0-9].cpu", "web3.cpu", true],
  ["web[!0-9].cpu", "web3.cpu", false],
  ["web[!0-9].cpu", "webx.cpu", true],
  ["{web,db}.cpu", "db.cpu", true],
  ["{web,db*}.cpu", "db1.cpu", true],
  ["{web,db}.cpu", "dns.cpu", false],
  ["api.hits;env=*", "api.hits;env=prod", true],
  ["a+b", "a+b", true],
  ["a.b", "axb", false],
  ["[z-a]", "z", true],
  ["api[", "api[", true],
  ["{a", "{a", true],
])("%s on %s: %s", (glob, text, expected) => expect(matches(glob, text)).toBe(expected));

it("compiles any text, and a text without wildcards matches itself alone", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, other) => {
      const pattern = compileGlob(text);
      if (!isGlob(text)) expect(pattern.test(other)).toBe(text === other);
    }),
  );
});
