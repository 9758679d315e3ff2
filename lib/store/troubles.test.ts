import { expect, it } from "vitest";
import { createTroubles } from "./troubles";

it("says each trouble once, in order, and of very many the first ones and the last", () => {
  const troubles = createTroubles();
  for (const each of ["a", "b", "a"]) troubles.add(each);
  expect(troubles.list()).toEqual(["a", "b"]);
  for (let i = 0; i < 1_000; i++) troubles.add(`block ${i}`);
  troubles.add("a");
  expect(troubles.list()).toHaveLength(21);
  expect(troubles.list().at(-1)).toBe("and others, the last of them: block 999");
});
