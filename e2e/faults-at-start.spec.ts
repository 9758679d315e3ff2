import { findPort } from "./harness/ports";
import { runProgram } from "./harness/program";
import { expect, test, serveProgram } from "./harness/test";

const running = serveProgram();

test("a port in use is one message that names it, and exit code 1", async () => {
  const { url, statsd } = running.program;
  const free = () => findPort().then((port) => `127.0.0.1:${port}`);
  const web = await runProgram({ STATBOARD_LISTEN: new URL(url).host, STATBOARD_STATSD: await free() });
  expectMessages(web, [`STATBOARD_LISTEN: cannot listen on ${new URL(url).host}`]);
  const taken = `${statsd.host}:${statsd.port}`;
  const samples = await runProgram({ STATBOARD_LISTEN: await free(), STATBOARD_STATSD: taken });
  expectMessages(samples, [taken]);
});

test("an unreachable Redis is one message that names it, and exit code 1", async () => {
  const redisUrl = `redis://127.0.0.1:${await findPort()}`;
  const sockets = {
    STATBOARD_LISTEN: `127.0.0.1:${await findPort()}`,
    STATBOARD_STATSD: `127.0.0.1:${await findPort()}`,
  };
  expectMessages(await runProgram({ ...sockets, REDIS_URL: redisUrl }), [/REDIS_URL/]);
});

test("bad variables are all named at once, with exit code 1", async () => {
  const ending = await runProgram({
    STATBOARD_FLUSH: "banana",
    STATBOARD_LISTEN: "nowhere:99999",
    STATBOARD_INGEST: "maybe",
    STATBOARD_TOKENS: "a-token-for-nobody",
  });
  expectMessages(ending, [
    /STATBOARD_LISTEN: /,
    /STATBOARD_INGEST: "maybe"/,
    /STATBOARD_FLUSH: "banana"/,
    /STATBOARD_TOKENS: no such variable/,
  ]);
});

test("an address beyond loopback without a token is refused", async () => {
  const ending = await runProgram({ STATBOARD_LISTEN: `0.0.0.0:${await findPort()}` });
  expectMessages(ending, [/STATBOARD_LISTEN: .*STATBOARD_TOKEN/]);
});

/** One line for each fault, in this order, and nothing else. */
function expectMessages(
  ending: { code: number | null; output: string },
  messages: (string | RegExp)[],
): void {
  expect(ending.code).toBe(1);
  const lines = ending.output.trim().split("\n");
  expect(lines).toHaveLength(messages.length);
  messages.forEach((message, index) => expect(lines[index]).toMatch(message));
  for (const line of lines) expect(line).toMatch(/^statboard: /);
}
