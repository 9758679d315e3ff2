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
  changes: 102,
  versions: ["A", "B", "A", "C"],
};
const heldBy = (last: string | null, after: string | null) => {
  const resume = readResume({ last, after }, description);
  return resume && ["old", "new"].filter((key) => resume.held(key));
};

it.each([
  ["an id of the version before a key was added: the client has the others", "2.1.B", null, ["old"]],
  ["an id of the newest version: the client has all", "2.1.C", null, ["old", "new"]],
  ["the same from `after`, for a second EventSource", null, "2.1.B", ["old"]],
  ["a version that there was twice: the older one", "2.1.A", null, []],
  ["an id of another description: what the client says that it has", null, "2.1.X", ["new"]],
  ["one without a version", null, "2.1", ["new"]],
])("%s", (_what, last, after, held) => expect(heldBy(last, after)).toEqual(held));

it("goes on from Last-Event-ID rather than from `after`, and from neither when they are no ids", () => {
  expect(readResume({ last: "9.8.C", after: "2.1.C" }, description)!.after.end).toBe(9);
  expect(readResume({ last: "x", after: "2.1.C" }, description)!.after.end).toBe(2);
  expect(readResume({ last: "1.2.3.4.5", after: null }, description)).toBeNull();
});
