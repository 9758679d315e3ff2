import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeEvent, encodeFrame } from "./sse";

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

it("writes a frame with its id, and without one", () => {
  const data = { start: 1, end: 2 };
  expect(textOf(encodeFrame({ event: "gap", data, id: { end: 5, seen: 7 } }))).toBe(
    'event: gap\nid: 5.7\ndata: {"start":1,"end":2}\n\n',
  );
  expect(textOf(encodeFrame({ event: "gap", data, id: null }))).toBe(
    'event: gap\ndata: {"start":1,"end":2}\n\n',
  );
});

it.each(["a\nb", "a\rb", "a\r\ndata: x"])("refuses %j as name or id of an event", (text) => {
  expect(() => encodeEvent({ event: text, id: null, data: "" })).toThrow("line break");
  expect(() => encodeEvent({ event: "a", id: text, data: "" })).toThrow("line break");
});

it("whatever the data, a reader gets it back, and nothing beside it", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.constantFrom("\n", "\r", "event: x", ":", "id: 1", "é")).map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, (data) => {
      const written = textOf(encodeEvent({ event: "e", id: null, data })).split(/\r\n|\r|\n/);
      expect(written[0]).toBe("event: e");
      expect(written.slice(-2)).toEqual(["", ""]);
      const lines = written.slice(1, -2);
      expect(lines.every((line) => line.startsWith("data: "))).toBe(true);
      const normal = new TextDecoder().decode(new TextEncoder().encode(data)).replace(/\r\n|\r/g, "\n");
      expect(lines.map((line) => line.slice(6)).join("\n")).toBe(normal);
    }),
  );
});
