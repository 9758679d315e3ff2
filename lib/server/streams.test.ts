import { expect, it } from "vitest";
import { createStreamRegistry } from "./streams";

it("refuses a stream above the limit of its address, and takes one again when another ended", () => {
  const registry = createStreamRegistry({ maxStreams: 10, maxPerAddress: 2 });
  const first = registry.open("10.0.0.1", () => {});
  expect(registry.open("10.0.0.1", () => {})).not.toBeNull();
  expect(registry.open("10.0.0.1", () => {})).toBeNull();
  expect(registry.open("10.0.0.2", () => {})).not.toBeNull();
  expect(registry.isFull()).toBe(false);
  first!();
  first!();
  expect(registry.count()).toBe(2);
  expect(registry.open("10.0.0.1", () => {})).not.toBeNull();
  expect(registry.open("10.0.0.1", () => {})).toBeNull();
});

it("refuses everybody when the process is full", () => {
  const registry = createStreamRegistry({ maxStreams: 1, maxPerAddress: 5 });
  expect(registry.open("a", () => {})).not.toBeNull();
  expect(registry.isFull()).toBe(true);
  expect(registry.open("b", () => {})).toBeNull();
});

it("closes every stream, also those that count themselves out meanwhile, and takes no more", () => {
  const registry = createStreamRegistry({ maxStreams: 10, maxPerAddress: 10 });
  const closed: string[] = [];
  for (const name of ["a", "b", "c"]) {
    const leave: () => void = registry.open(name, () => {
      closed.push(name);
      leave();
    })!;
  }
  registry.closeAll();
  expect(closed).toEqual(["a", "b", "c"]);
  expect(registry.count()).toBe(0);
  expect(registry.open("d", () => {})).toBeNull();
});
