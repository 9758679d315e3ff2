import { execFileSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { expect, it } from "vitest";

import { writeSnippets } from "./snippets";

it("sends the line when the Node.js command is typed into a shell", async () => {
  const socket = createSocket("udp4").bind(0, "127.0.0.1");
  await once(socket, "listening");
  const received = once(socket, "message");
  const snippets = writeSnippets({ host: "127.0.0.1", port: socket.address().port });
  execFileSync("sh", ["-c", snippets.find(({ language }) => language === "Node.js")!.command]);
  expect(String((await received)[0])).toBe("shop.orders:1|c");
  socket.close();
});

it("names an address that can be reached when the server listens on all", () => {
  for (const { command } of writeSnippets({ host: "0.0.0.0", port: 8125 })) {
    expect(command).toContain("127.0.0.1");
    expect(command).toContain("8125");
    expect(command).toContain("shop.orders:1|c");
  }
});
