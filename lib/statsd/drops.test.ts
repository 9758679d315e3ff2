import { createSocket } from "node:dgram";
import { expect, it } from "vitest";
import { readDrops, sumDrops } from "./drops";

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 1195: 0100007F:1FBD 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 16834 2 0000000000000000 42
 1196: 0100007F:1FBE 00000000:1FBD 07 00000000:00000000 00:00000000 00000000     0        0 16835 2 0000000000000000 7
`;

it("sums what the kernel dropped for one local port", () => {
  expect(sumDrops(table, 8125)).toBe(42);
  expect(sumDrops(table, 53)).toBe(0);
  expect(sumDrops("", 8125)).toBe(0);
});

it.runIf(process.platform === "linux")("sees datagrams that a full buffer loses", async () => {
  const [receiver, sender] = [createSocket("udp4"), createSocket("udp4")];
  await new Promise<void>((resolve) => receiver.bind(0, "127.0.0.1", resolve));
  receiver.setRecvBufferSize(2_304);
  const { port } = receiver.address();
  // Nobody listens for messages yet, and libuv reads nothing before this turn ends.
  for (let i = 0; i < 200; i++) sender.send(Buffer.alloc(1_000), port, "127.0.0.1");
  await expect.poll(() => readDrops(port)).toBeGreaterThan(0);
  receiver.close();
  sender.close();
});
