import { type AddressInfo, type Socket, createServer } from "node:net";
import { once } from "node:events";
import { describeBindError } from "./bind-error";
import { createLineBuffer } from "./line-buffer";

export interface TcpListener {
  port: number;
  connections(): number;
  /** Takes no more connections; what is open is cut. */
  close(): Promise<void>;
}

/** Resolves when the port is bound. `lines` gets whole lines, the newline between them, never half a one. */
export async function listenTcp(
  host: string,
  port: number,
  on: { lines(text: string): void; cutLine(start: string): void },
): Promise<TcpListener> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    const buffer = createLineBuffer(on);
    socket.on("data", (chunk) => buffer.push(chunk));
    // A connection that was closed has said all it wanted, its last line too; one that broke has not.
    socket.on("end", () => buffer.end());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      open.delete(socket);
      buffer.cut();
    });
  });
  server.listen(port, host);
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    throw describeBindError(error, "TCP", host, port);
  });
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => open.size,
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
