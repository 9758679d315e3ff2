import { type Socket, connect, createServer } from "node:net";
import { findPort } from "./ports";

/** A way to the program that can be cut, as by a train in a tunnel. */
export interface Link {
  url: string;
  /** Ends every connection and takes no new one. */
  cut(): void;
  /** Carries nothing more on the connections there are, and leaves them open: neither end learns of it. */
  freeze(): void;
  heal(): void;
  remove(): Promise<void>;
}

export async function openLink(target: string): Promise<Link> {
  const { hostname, port } = new URL(target);
  const own = await findPort();
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return near.resetAndDestroy();
    const far = connect(Number(port), hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
    }
  });
  await new Promise<void>((resolve) => server.listen(own, "127.0.0.1", resolve));
  const endAll = () => open.forEach((socket) => socket.destroy());
  return {
    url: `http://127.0.0.1:${own}`,
    cut() {
      isCut = true;
      endAll();
    },
    freeze() {
      for (const socket of open) {
        socket.unpipe();
        socket.pause();
      }
    },
    heal: () => void (isCut = false),
    async remove() {
      endAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
