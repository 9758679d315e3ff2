import { type AddressInfo, type Socket, connect, createServer } from "node:net";

/** Stands between a client and Redis, and can take an answer away. */
export interface CutProxy {
  url: string;
  /** From now on: the first command whose text holds this goes through, its answer and its connection do not. */
  cutAfter(text: string): void;
  /** Answers taken away so far. */
  cuts(): number;
  stop(): Promise<void>;
}

export async function startCutProxy(redisPort: number): Promise<CutProxy> {
  let wanted: string | null = null;
  let cuts = 0;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const redis = connect(redisPort, "127.0.0.1");
    let isCut = false;
    for (const each of [client, redis]) {
      sockets.add(each);
      each.on("error", () => {});
      each.on("close", () => {
        sockets.delete(each);
        client.destroy();
        // What was sent on is still to be carried out.
        redis.end();
      });
    }
    client.on("data", (data) => {
      if (wanted !== null && data.includes(wanted)) {
        wanted = null;
        isCut = true;
      }
      redis.write(data);
    });
    redis.on("data", (data) => {
      if (!isCut) return void client.write(data);
      cuts++;
      isCut = false;
      client.destroy();
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    url: `redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    cutAfter: (text) => (wanted = text),
    cuts: () => cuts,
    async stop() {
      for (const each of sockets) each.destroy();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
