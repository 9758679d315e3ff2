import { expect, test } from "vitest";
import { hasHeadValue } from "./kinds";

test("a list of values is headed by their sum, or by nothing", () => {
  expect(hasHeadValue("bars", { kind: "sum" })).toBe(true);
  expect(hasHeadValue("table", { kind: "one", index: 0 })).toBe(false);
  expect(hasHeadValue("line", { kind: "one", index: 0 })).toBe(true);
});
