import fc from "fast-check";
import { expect, it } from "vitest";
import { createLineBuffer } from "./line-buffer";
import { maxLineLength } from "./parse";

it("gives the same lines however the stream is cut, inside characters too", () => {
  const line = fc.string({ unit: "grapheme", maxLength: 20 }).map((text) => text.replaceAll("\n", ""));
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(200)), (lines, cuts) => {
      const { buffer, got, bad } = begin();
      const bytes = Buffer.from(lines.join("\n"));
      const edges = [
        0,
        ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b),
        bytes.length,
      ];
      for (let i = 1; i < edges.length; i++) buffer.push(bytes.subarray(edges[i - 1], edges[i]));
      buffer.end();
      expect(got.join("")).toBe(lines.join("\n"));
      expect(got.slice(0, -1).every((text) => text.endsWith("\n"))).toBe(true);
      expect(bad).toEqual([]);
    }),
  );
});

it("counts a line that never ends once, holds none of it, and goes on behind it", () => {
  const { buffer, got, bad } = begin();
  for (let i = 0; i < 40; i++) buffer.push(Buffer.alloc(maxLineLength / 8, "x"));
  buffer.push(Buffer.from("xx\nafter:1|c\nnext:"));
  buffer.push(Buffer.from("1|c\n"));
  expect(got).toEqual(["after:1|c\n", "next:1|c\n"]);
  expect(bad).toHaveLength(1);
  expect(bad[0]!.length).toBeLessThanOrEqual(200);
});

it("does not count half a line of a connection that broke", () => {
  const { buffer, got, bad } = begin();
  buffer.push(Buffer.from("a:1|c\nb:12"));
  buffer.cut();
  buffer.cut();
  expect(got).toEqual(["a:1|c\n"]);
  expect(bad).toEqual(["b:12"]);
});

function begin() {
  const got: string[] = [];
  const bad: string[] = [];
  const buffer = createLineBuffer({
    lines: (text) => got.push(text),
    cutLine: (text) => bad.push(text),
  });
  return { buffer, got, bad };
}
