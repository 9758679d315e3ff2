import { expect, it } from "vitest";
import { createBadLineLog } from "./bad-lines";

it("warns at most once in 10 s, with the count and the first example", () => {
  const { log, warnings } = begin();
  log.report(0);
  log.note("foo:x|c", "not a number");
  log.report(1_000);
  for (let i = 0; i < 500; i++) log.note(`bar${i}`, "no value");
  for (let ms = 2_000; ms <= 12_000; ms += 1_000) log.report(ms);
  log.report(30_000);
  expect(warnings).toEqual([
    '1 bad line, for example "foo:x|c" (not a number)',
    '500 bad lines, for example "bar0" (no value)',
  ]);
});

it("is not silenced by a clock set back", () => {
  const { log, warnings } = begin();
  log.note("a", "no value");
  log.report(1_000_000);
  log.note("b", "no value");
  log.report(0);
  expect(warnings).toHaveLength(2);
});

it.each(["\u001b[2J\u0007", "\u202egnp.exe", "line\nforged: entry", "\u0000".repeat(500), '"quoted"'])(
  "escapes and cuts %j",
  (line) => {
    const { log, warnings } = begin();
    log.note(line, "no name");
    log.report(0);
    expect(warnings[0]).toMatch(/^[\x20-\x7e…]+$/);
    expect(warnings[0]!.length).toBeLessThan(130);
  },
);

function begin() {
  const warnings: string[] = [];
  return { warnings, log: createBadLineLog((message) => warnings.push(message)) };
}
