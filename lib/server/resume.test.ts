import { expect, it } from "vitest";
import { readResume } from "./resume";

const subscribe = (key: string, since: number) => ({
  key,
  since,
  target: key,
  rangeMs: 60_000,
  stepMs: null,
});
const description = {
  subscriptions: [subscribe("old", 100), subscribe("new", 102)],
  held: ["new"],
  firstChange: 100,
  change: 102,
};
const heldBy = (last: string | null, after: string | null) => {
  const resume = readResume({ last, after }, description);
  return resume && ["old", "new"].filter((key) => resume.held(key));
};

it.each([
  ["an id from before a key was added: the client has the others", "2.1.101", null, ["old"]],
  ["an id from after it: the client has all", "2.1.102", null, ["old", "new"]],
  ["the same from `after`, for a second EventSource", null, "2.1.101", ["old"]],
  ["an id of another description: what the client says that it has", null, "2.1.7", ["new"]],
  ["one with a change that has not been yet", null, "2.1.103", ["new"]],
  ["one without a change", null, "2.1", ["new"]],
])("%s", (_what, last, after, held) => expect(heldBy(last, after)).toEqual(held));

it("goes on from Last-Event-ID rather than from `after`, and from neither when they are no ids", () => {
  expect(readResume({ last: "9.8.102", after: "2.1.102" }, description)!.after.end).toBe(9);
  expect(readResume({ last: "x", after: "2.1.102" }, description)!.after.end).toBe(2);
  expect(readResume({ last: "1.2.3.4", after: null }, description)).toBeNull();
});
