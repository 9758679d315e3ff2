import { expect, test } from "vitest";
import { createServerClock } from "./server-clock";
import { createSteadyClock } from "./steady-clock";

const startMs = 1_000_000_000;

/** A computer whose monotonic clock stands while it sleeps. */
function makeComputer(wrongMs = 0) {
  let trueMs = startMs;
  let awakeMs = 0;
  let offMs = wrongMs;
  const steady = createSteadyClock({ now: () => trueMs + offMs, monotonic: () => awakeMs });
  const server = createServerClock(steady, () => trueMs + offMs);
  return {
    steady,
    server,
    trueMs: () => trueMs,
    pass(ms: number) {
      trueMs += ms;
      awakeMs += ms;
    },
    sleep: (ms: number) => void (trueMs += ms),
    setClock: (ms: number) => void (offMs += ms),
    post(outMs = 10, backMs = 10) {
      const sentMs = steady.nowMs();
      this.pass(outMs);
      const serverMs = trueMs;
      this.pass(backMs);
      server.noteRoundTrip({ sentMs, heardMs: steady.nowMs(), serverMs });
    },
    hear(transitMs = 5) {
      const serverMs = trueMs;
      this.pass(transitMs);
      return server.noteSent(serverMs);
    },
  };
}

test.each([0, 94_000, -94_000])(
  "a computer %i ms wrong knows the right now, and the right transit",
  (wrongMs) => {
    const computer = makeComputer(wrongMs);
    computer.post();
    expect(computer.server.nowMs()).toBe(computer.trueMs());
    expect(computer.server.offsetMs()).toBe(0 - wrongMs);
    expect(computer.hear(7)).toBe(7);
  },
);

test("the better of two measurements stays", () => {
  const computer = makeComputer();
  computer.post(10, 10);
  computer.post(300, 0);
  expect(computer.server.nowMs()).toBe(computer.trueMs());
});

test("what was said cannot lie ahead: the clock follows", () => {
  const computer = makeComputer();
  computer.post(0, 400);
  expect(computer.server.nowMs()).toBe(computer.trueMs() - 200);
  computer.hear(5);
  expect(Math.abs(computer.server.nowMs() - computer.trueMs())).toBeLessThanOrEqual(5);
});

test("eight hours of sleep pass here too, before the server is heard", () => {
  const computer = makeComputer(94_000);
  computer.post();
  computer.sleep(8 * 3_600_000);
  expect(computer.server.nowMs()).toBe(computer.trueMs());
  expect(computer.steady.jumpedMs()).toBe(8 * 3_600_000);
});

test("a clock that is set while the page is open changes nothing once the server is heard", () => {
  for (const byMs of [94_000, -94_000]) {
    const computer = makeComputer();
    computer.post();
    computer.setClock(byMs);
    expect(computer.hear(5)).toBe(5);
    expect(computer.server.nowMs()).toBe(computer.trueMs());
    expect(computer.server.offsetMs()).toBe(0 - byMs);
  }
});

test("another tab's knowledge holds here, whatever this tab's own monotonic clock says", () => {
  const [one, other] = [makeComputer(94_000), makeComputer(94_000)];
  one.post();
  other.pass(20);
  other.server.adopt(one.server.offsetMs()!);
  expect(other.server.nowMs()).toBe(one.server.nowMs());
});

test("before the server was heard, now is this computer's", () => {
  const computer = makeComputer(94_000);
  expect(computer.server.offsetMs()).toBeNull();
  expect(computer.server.nowMs()).toBe(computer.trueMs() + 94_000);
});
