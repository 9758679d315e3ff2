import { createServer, type ServerResponse } from "node:http";
import { stepMs } from "./messages";

// What Node itself can do: an http server that writes the same frame to everybody, `response.write` each.
const frameBytes = Number(process.argv[2]);
const clients = new Set<ServerResponse>();

const server = createServer((request, response) => {
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  response.flushHeaders();
  clients.add(response);
  request.once("close", () => clients.delete(response));
  response.once("close", () => clients.delete(response));
});

server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`${(server.address() as { port: number }).port}\n`);
  beat();
});

function beat(): void {
  setTimeout(
    () => {
      const endMs = Math.floor(Date.now() / stepMs) * stepMs;
      const head = `event: flush\nid: ${endMs}.${endMs}\ndata: {"end":${endMs},"values":"`;
      const frame = Buffer.from(`${head.padEnd(frameBytes - 4, "7")}"}\n\n`);
      for (const client of clients) client.write(frame);
      beat();
    },
    stepMs - (Date.now() % stepMs),
  );
}
