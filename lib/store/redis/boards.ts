import { BoardConflict, type BoardStore, maxEvents, type StoredBoard, type StoredEvent } from "../port";
import type { Channels } from "./channels";
import type { Client } from "./connect";
import type { Keys } from "./keys";
import { runScript } from "./script";

// KEYS: boards. ARGV: id, version, JSON. Answers 0, or the version that comes next.
const putBoardScript = `
local stored = redis.call('HGET', KEYS[1], ARGV[1])
local next = (stored and cjson.decode(stored).version or 0) + 1
if tonumber(ARGV[2]) ~= next then return next end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 0
`;

// KEYS: a description. ARGV: what it must read, what it shall read, its life in ms. Answers 1 when it does.
const changeDescriptionScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
`;

interface BoardOptions {
  client: Client;
  channels: Channels;
  keys: Keys;
  keptEvents?: number;
}

export function createRedisBoards(options: BoardOptions): BoardStore {
  const { client, channels, keys, keptEvents = maxEvents } = options;
  const tell = (id: string) => client.publish(keys.watch(id), "");
  const print = (text: string, livesMs: number) => `${livesMs} ${text}`;
  return {
    async putDescription(id, text, livesMs) {
      await client.set(keys.description(id), print(text, livesMs), "PX", livesMs);
      await tell(id);
    },
    async getDescription(id) {
      const stored = await client.get(keys.description(id));
      if (stored === null) return null;
      const space = stored.indexOf(" ");
      await client.pexpire(keys.description(id), Number(stored.slice(0, space)));
      return stored.slice(space + 1);
    },
    async changeDescription(id, before, after, livesMs) {
      const args = [print(before, livesMs), print(after, livesMs), livesMs];
      const call = { script: changeDescriptionScript, keys: [keys.description(id)], args };
      if ((await runScript(client, call)) !== 1) return false;
      await tell(id);
      return true;
    },
    async removeDescription(id) {
      await client.del(keys.description(id));
      await tell(id);
    },
    watch: (id, onChange) => channels.listen(keys.watch(id), onChange, onChange),
    async putBoard(board) {
      const args = [board.id, board.version, JSON.stringify(board)];
      const next = await runScript(client, { script: putBoardScript, keys: [keys.boards], args });
      if (next !== 0) throw new BoardConflict(`version ${next} comes next, not ${board.version}`);
      await tell(board.id);
      return { version: board.version };
    },
    async getBoard(id) {
      const text = await client.hget(keys.boards, id);
      return text === null ? null : (JSON.parse(text) as StoredBoard);
    },
    async listBoards() {
      return (await client.hvals(keys.boards)).map((text) => JSON.parse(text) as StoredBoard);
    },
    async removeBoard(id) {
      await client.hdel(keys.boards, id);
      await tell(id);
    },
    async putLink(id, text) {
      await client.hset(keys.links, id, text);
    },
    getLink: (id) => client.hget(keys.links, id),
    async addEvent(event) {
      await client.zadd(keys.events, event.atMs, JSON.stringify(event));
      await client.zremrangebyrank(keys.events, 0, -keptEvents - 1);
      await client.publish(keys.eventsChannel, JSON.stringify(event));
    },
    async listEvents({ fromMs, untilMs }) {
      const texts = await client.zrangebyscore(keys.events, fromMs, `(${untilMs}`);
      return texts.map((text) => JSON.parse(text) as StoredEvent);
    },
    watchEvents: ({ added, missed }) =>
      channels.listen(keys.eventsChannel, (text) => added(JSON.parse(text) as StoredEvent), missed),
    // The connections are the metric store's, which closes them.
    close: async () => {},
  };
}
