import { type Socket, createSocket } from "node:dgram";
import { once } from "node:events";
import { describeBindError } from "./bind-error";

export interface UdpListener {
  port: number;
  /** What the kernel really holds for us between two reads, in bytes. */
  bufferBytes: number;
  close(): Promise<void>;
}

const wantedBufferBytes = 4_194_304;

/** Resolves when the port is bound. `port` 0 takes any free one. */
export async function listenUdp(
  host: string,
  port: number,
  on: { packet(packet: Buffer): void; warn(message: string): void },
): Promise<UdpListener> {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  await bind(socket, host, port);
  socket.on("message", on.packet);
  socket.on("error", (error) => on.warn(`UDP ${host}:${port}: ${error.message}`));
  const bufferBytes = growBuffer(socket);
  if (bufferBytes < wantedBufferBytes)
    on.warn(
      `the kernel gives the UDP socket ${Math.round(bufferBytes / 1024)} KB instead of ${wantedBufferBytes / 1024}: ` +
        `bursts may be lost; raise net.core.rmem_max`,
    );
  return {
    port: socket.address().port,
    bufferBytes,
    async close() {
      const closed = once(socket, "close");
      socket.close();
      await closed;
    },
  };
}

function bind(socket: Socket, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("error", (error) => {
      socket.close();
      reject(describeBindError(error, "UDP", host, port));
    });
    socket.bind({ address: host, port }, () => {
      socket.removeAllListeners("error");
      resolve();
    });
  });
}

/** Linux caps the size silently at net.core.rmem_max, and answers twice what it grants. */
function growBuffer(socket: Socket): number {
  try {
    socket.setRecvBufferSize(wantedBufferBytes);
  } catch {
    // Other systems refuse instead of capping: what they give by default is read back below.
  }
  const answered = socket.getRecvBufferSize();
  return process.platform === "linux" ? answered / 2 : answered;
}
