import { expect, it } from "vitest";
import { titleOf } from "./titles";

it("names a panel without a title after its buckets, each once", () => {
  expect(
    titleOf({
      title: "",
      targets: ["timers:api.login:p50", "timers:api.login:p95", "counters:hits:rate"],
    }),
  ).toBe("api.login, hits");
  expect(titleOf({ title: "", targets: ["sum(api.*)", "login"] })).toBe("sum(api.*), login");
  expect(titleOf({ title: "", targets: [] })).toBe("Empty panel");
  expect(titleOf({ title: "Mine", targets: ["a"] })).toBe("Mine");
});
