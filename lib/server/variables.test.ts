import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { variables } from "./variables";

const page = readFileSync(join(import.meta.dirname, "../../docs/configuration.md"), "utf8");
const rows = [...page.matchAll(/^\| ([A-Z_]+) \| (.+?) \| (.+) \|$/gm)].map((row) => ({
  name: row[1]!,
  default: row[2] === "unset" ? null : row[2]!,
  used: !row[3]!.includes("No effect in this version"),
}));

it("has every variable in docs/configuration.md, with its default and whether it is used", () => {
  const real = Object.entries(variables).map(([name, each]) => ({
    name,
    default: each.default,
    used: each.used,
  }));
  expect(real.length).toBeGreaterThan(25);
  expect(rows).toEqual(real);
});
