import { type IncomingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type Web, listenWeb } from "./web";

const open: Web[] = [];
afterEach(() => open.splice(0).forEach((web) => web.cut()));

describe("the web server", () => {
  it("answers loopback names on any port, and no other host", async () => {
    const web = await listen([]);
    for (const host of ["localhost", "localhost:9", "127.0.0.1:3000", "[::1]:3000", "board.localhost"])
      expect((await ask(web, { host })).status, host).toBe(200);
    for (const host of [
      "evil.example",
      "127.0.0.1.evil.example",
      "localhost.evil.example",
      "10.0.0.1",
      "0.0.0.0",
    ])
      expect((await ask(web, { host })).status, host).toBe(403);
  });

  it("answers the hosts of STATBOARD_ORIGINS, on any port where none is given", async () => {
    const web = await listen(["stats.example.com", "other.example.com:8443"]);
    expect((await ask(web, { host: "stats.example.com:3000" })).status).toBe(200);
    expect((await ask(web, { host: "other.example.com:8443" })).status).toBe(200);
    expect((await ask(web, { host: "other.example.com" })).status).toBe(403);
  });

  it("says what to set when it refuses a host", async () => {
    const { body } = await ask(await listen([]), { host: "stats.example.com" });
    expect(JSON.parse(body)).toMatchObject({ error: { code: "bad_host" } });
    expect(body).toContain("STATBOARD_ORIGINS");
  });

  it("refuses a write that another site's page sends", async () => {
    const web = await listen(["stats.example.com"]);
    const host = "localhost:3000";
    const post = (headers: IncomingHttpHeaders) => ask(web, { host, ...headers }, { method: "POST" });
    for (const origin of ["http://evil.example", "http://localhost:5173", "null", "nonsense"])
      expect((await post({ origin })).status, origin).toBe(403);
    expect((await post({ "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await post({ origin: "http://localhost:3000" })).status).toBe(200);
    expect((await post({ origin: "https://stats.example.com" })).status).toBe(200);
    expect((await post({})).status).toBe(200);
    expect((await ask(web, { host, origin: "http://evil.example" })).status).toBe(200);
  });

  it("notes the address that asks over whatever the request claims", async () => {
    const web = await listen([]);
    const note = async (headers: IncomingHttpHeaders) =>
      (await ask(web, { host: "localhost", ...headers })).body;
    expect(await note({ "x-statboard-address": "10.9.9.9" })).toBe("127.0.0.1");
    expect(await note({ "x-forwarded-for": "10.9.9.9, 10.0.0.7" })).toBe("10.0.0.7");
  });

  it("gives every answer its safety headers", async () => {
    for (const host of ["localhost", "evil.example"]) {
      const { headers } = await ask(await listen([]), { host });
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "x-frame-options": "DENY",
      });
    }
  });

  it("lets panels alone be framed, where somebody may", async () => {
    const framed = async (embed: string[], path: string) =>
      (await ask(await listen([], embed), { host: "localhost" }, { path })).headers["x-frame-options"];
    expect(await framed([], "/embed/a")).toBe("DENY");
    expect(await framed(["https://a.example"], "/embed/a?target=x")).toBeUndefined();
    for (const path of ["/", "/embedded", "/?x=/embed/", "//embed/a"])
      expect(await framed(["https://a.example"], path)).toBe("DENY");
  });

  it("refuses to upgrade, and goes on", async () => {
    const web = await listen([]);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(web.address.port, "127.0.0.1");
      socket.once("data", (chunk) => resolve(chunk.toString()));
      socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    });
    expect(answer).toMatch(/^HTTP\/1.1 426 /);
    expect((await ask(web, { host: "localhost" })).status).toBe(200);
  });

  it.each([
    ["its head", "GET / HTTP/1.1\r\n", "X-Slow: 1\r\n", 408],
    ["its body", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n\r\n", "x", 408],
  ])("cuts off whoever sends %s a few bytes at a time", async (_part, first, more, status) => {
    const patience = { headersTimeout: 300, requestTimeout: 300, connectionsCheckingInterval: 50 };
    const web = await listenWeb({ host: "127.0.0.1", port: 0 }, { origins: [], embed: [] }, patience);
    open.push(web);
    web.serve(async (request, response) => {
      for await (const _ of request);
      response.end();
    });
    const socket = connect(web.address.port, "127.0.0.1");
    socket.on("error", () => {});
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString()));
    socket.write(first);
    const drip = setInterval(() => socket.write(more), 50);
    await new Promise((resolve) => socket.once("close", resolve));
    clearInterval(drip);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
  });

  it("tells an early request to come again", async () => {
    const web = await listenWeb({ host: "127.0.0.1", port: 0 }, { origins: [], embed: [] });
    open.push(web);
    expect((await ask(web, { host: "localhost" })).status).toBe(503);
  });

  it("tells whoever asks again while it stops to come later", async () => {
    const web = await listenWeb({ host: "127.0.0.1", port: 0 }, { origins: [], embed: [] });
    open.push(web);
    let finish = () => {};
    const asked = new Promise<void>((resolve) =>
      web.serve(async (_request, response) => {
        finish = () => void response.end("done");
        resolve();
      }),
    );
    const socket = connect(web.address.port, "127.0.0.1");
    const answers: string[] = [];
    socket.on("data", (chunk) => answers.push(chunk.toString()));
    const ask = () => socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    ask();
    await asked;
    void web.close();
    ask();
    finish();
    await vi.waitFor(() => expect(answers.join("")).toContain("Statboard is stopping."));
    expect(answers.join("")).toMatch(/^HTTP\/1.1 200 [^]*HTTP\/1.1 503 /);
  });

  it("says in one sentence that its port is taken", async () => {
    const { address } = await listen([]);
    await expect(listenWeb(address, { origins: [], embed: [] })).rejects.toThrow(
      `STATBOARD_LISTEN: cannot listen on 127.0.0.1:${address.port}: another program listens there already`,
    );
  });
});

async function listen(origins: string[], embed: string[] = []): Promise<Web> {
  const web = await listenWeb({ host: "127.0.0.1", port: 0 }, { origins, embed });
  open.push(web);
  web.serve(async (incoming, response) => {
    response.end(incoming.headers["x-statboard-address"]);
  });
  return web;
}

function ask(web: Web, headers: IncomingHttpHeaders, { method = "GET", path = "/" } = {}) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port: web.address.port, method, path, headers, agent: false });
    sent.on("error", reject);
    sent.on("response", (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    sent.end();
  });
}
