import type { Redis } from "ioredis";

/** One command and the key whose node serves it. */
export interface Command {
  name: string;
  key: string;
  args: (string | number | Buffer)[];
  asBuffer?: boolean;
}

/** Runs commands in one round trip; the first error rejects. */
export async function runBatch(client: Redis, commands: readonly Command[]): Promise<unknown[]> {
  const pipeline = client.pipeline();
  for (const { name, key, args, asBuffer } of commands) {
    if (asBuffer) pipeline.callBuffer(name, key, ...args);
    else pipeline.call(name, key, ...args);
  }
  const replies = (await pipeline.exec()) ?? [];
  const failed = replies.find(([error]) => error)?.[0];
  if (failed) throw failed;
  return replies.map(([, reply]) => reply);
}
