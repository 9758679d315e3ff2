import { expect, it } from "vitest";
import { wellFacts, wellStream } from "./facts.test-support";
import { judge } from "./judge";
import { printReport } from "./print";

it("prints what was measured, then each finding with the line to change", () => {
  const stream = wellStream({ seen: { host: "127.0.0.1:3000", address: "203.0.113.7" } });
  const facts = wellFacts({ stream });
  expect(printReport(facts, judge(facts))).toBe(`Statboard at https://board.example
  way      nginx · HTTP/2
  health   ok · last step 300 ms ago · 0 flushes wait
  at once  8 of 8 streams
  stream   head after 4 ms · first byte after 5 ms · 31 of 31 events in 31 batches · held 5 ms · longest silence 15.0 s
  live     first event after 20 ms · 2 flushes in 1.8 s

▲ Host changed by nginx
  Asked for board.example, Statboard saw 127.0.0.1:3000: it refuses every edit that a page makes there.
  nginx, in the location of Statboard:
    proxy_set_header Host $http_host;

▲ Boards work, with a warning: Host changed by nginx.
`);
});

it("leaves out what was not measured", () => {
  const unreachable = { reason: "refused", message: "connect ECONNREFUSED 127.0.0.1:3000" } as const;
  const facts = wellFacts({ unreachable, health: null, connections: null, stream: null, live: null });
  expect(printReport(facts, judge(facts))).toBe(`Statboard at https://board.example

■ nothing listens at https://board.example
  connect ECONNREFUSED 127.0.0.1:3000
  Statboard, start it, or compare the port:
    STATBOARD_LISTEN=127.0.0.1:3000
`);
});
