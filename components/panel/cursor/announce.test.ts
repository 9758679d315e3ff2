import { expect, test } from "vitest";
import { gather } from "./announce";

test("a few texts are said one after the other", () => {
  expect(gather(["12:00:00: orders 4"])).toBe("12:00:00: orders 4");
  expect(gather(["Orders: silent 3 s", "Logins: silent 4 s"])).toBe("Orders: silent 3 s. Logins: silent 4 s");
});

test("of many the first are said, and how many more there are", () => {
  expect(gather(["a", "b", "c", "d", "e"])).toBe("a. b. c. And 2 more");
});
