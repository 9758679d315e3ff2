import { afterAll, beforeAll, expect, it } from "vitest";
import { type RedisServer, startRedisServer } from "../redis-server.test-support";
import { createRedisBoards } from "./boards";
import { createChannels } from "./channels";
import { connect } from "./connect";
import { createKeys } from "./keys";

let server: RedisServer;
beforeAll(async () => void (server = await startRedisServer()));
afterAll(() => server.stop());

it("keeps the newest events, whatever order they came in", async () => {
  const client = await connect(server.url);
  const options = { client, channels: createChannels(client), keys: createKeys("test:"), keptEvents: 3 };
  const boards = createRedisBoards(options);
  for (const atMs of [50, 10, 40, 20, 30])
    await boards.addEvent({ id: `${atMs}`, atMs, title: "deploy", text: "", tags: [] });
  const kept = await boards.listEvents({ fromMs: 0, untilMs: 100 });
  expect(kept.map(({ atMs }) => atMs)).toEqual([30, 40, 50]);
  client.disconnect();
});
