import { expect, test } from "vitest";
import { everything, pickShown, toggleHidden, toggleSolo } from "./shown-series";

const series = ["a", "b", "c"].map((id) => ({ id }));
const idsOf = (shown: readonly { id: string }[]) => shown.map(({ id }) => id).join("");

test("one alone, and all again", () => {
  const alone = toggleSolo(everything, "b");
  expect(idsOf(pickShown(series, alone))).toBe("b");
  expect(idsOf(pickShown(series, toggleSolo(alone, "c")))).toBe("c");
  expect(pickShown(series, toggleSolo(alone, "b"))).toBe(series);
});

test("some hidden, which one alone does not forget", () => {
  const hidden = toggleHidden(everything, "b");
  expect(idsOf(pickShown(series, hidden))).toBe("ac");
  expect(idsOf(pickShown(series, toggleSolo(toggleSolo(hidden, "a"), "a")))).toBe("ac");
  expect(pickShown(series, toggleHidden(hidden, "b"))).toBe(series);
});

test("a panel is never empty by choice: what was chosen may be gone", () => {
  expect(pickShown(series, toggleSolo(everything, "gone"))).toBe(series);
  expect(pickShown(series, { solo: null, hidden: new Set("abc") })).toBe(series);
});
