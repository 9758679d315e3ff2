import { expect, serveProgram, test } from "../harness/test";
import { runDoctor } from "./doctor";

const token = "a-token-of-the-test";
const running = serveProgram({ env: { STATBOARD_TOKEN: token } });
const bearer = { authorization: `Bearer ${token}` };

test("the self-test's stream wants a right, and refuses a length that would never end", async ({
  request,
}) => {
  const url = `${running.program.url}/api/self-test/stream`;
  expect((await request.get(url)).status()).toBe(401);
  const endless = await request.get(`${url}?quiet=86400000`, { headers: bearer });
  expect(endless.status()).toBe(400);
  expect(await endless.text()).toContain("quiet at most 300000");
});

test("HEAD of it, and a reader who leaves, leave no stream open", async () => {
  const { program } = running;
  const readStreams = async () => {
    const health = await fetch(`${program.url}/api/health`, { headers: bearer });
    return ((await health.json()) as { streams: number }).streams;
  };
  const url = `${program.url}/api/self-test/stream`;
  expect((await fetch(url, { method: "HEAD", headers: bearer })).status).toBe(200);
  const leave = new AbortController();
  const response = await fetch(url, { headers: bearer, signal: leave.signal });
  await response.body!.getReader().read();
  await expect.poll(readStreams).toBe(1);
  leave.abort();
  await expect.poll(readStreams).toBe(0);
});

test("the doctor asks for the token, and is content with it", async () => {
  const { url } = running.program;
  const [without, wrong, right] = await Promise.all([
    runDoctor([url]),
    runDoctor([url, "--token", "another-token"]),
    runDoctor([url, "--token", token]),
  ]);
  for (const { code, output } of [without, wrong]) {
    expect(output).toContain("■ Statboard asks for a token");
    expect(code).toBe(1);
  }
  expect(right.output).toContain("● All well");
  expect(right.code).toBe(0);
});

test("a wrong command gets the usage and 2", async () => {
  const { code, output } = await runDoctor(["--tokne", "x"]);
  expect(output).toContain("npm run doctor -- URL");
  expect(code).toBe(2);
});
