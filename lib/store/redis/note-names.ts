import type { DueName } from "../name-numbers";
import type { Keys } from "./keys";
import type { ScriptCall } from "./script";

/** A process that starts with a hundred thousand series must not send them as one call's arguments. */
export const maxNamesPerCall = 3_000;

/** What is said of the names of one shard. */
interface ShardNames {
  /** An id and what is kept of it, and so on: they were noted before, so nothing has to be asked. */
  again: string[];
  /** An id and its name, and so on: somebody else may know them, and since when. */
  fresh: string[];
}

export type NotedNames = Map<number, ShardNames>;

export function noteNames(due: readonly DueName[], startMs: number): NotedNames {
  const noted: NotedNames = new Map();
  for (const { known, isNew } of due) {
    const { shard, id, info } = known;
    const here = noted.get(shard) ?? { again: [], fresh: [] };
    noted.set(shard, here);
    if (isNew) here.fresh.push(String(id), info.series);
    else here.again.push(String(id), `${info.firstSeenMs} ${startMs} ${info.series}`);
  }
  return noted;
}

export function countNames(noted: NotedNames): number {
  return [...noted.values()].reduce((sum, { again, fresh }) => sum + (again.length + fresh.length) / 2, 0);
}

/** As `note` takes them: as arguments of their own they would cost the sender ten times as much. */
export function printNames({ again, fresh }: ShardNames): [again: string, fresh: string] {
  return [JSON.stringify(again), JSON.stringify(fresh)];
}

/**
 * Keeps when series were first and last seen, and tells of those that are new: of all that were noted before,
 * if Redis had lost one of them. A series' row is `<first seen> <last seen> <name>`.
 */
export const noting = `
local news = {}
local function note(key, start, again, fresh)
  again, fresh = cjson.decode(again), cjson.decode(fresh)
  if #again > 0 and redis.call('HSET', key, unpack(again)) > 0 then
    for i = 2, #again, 2 do
      local first, name = string.match(again[i], '^(%d+) %d+ (.*)$')
      news[#news + 1] = { name, tonumber(first) }
    end
  end
  for i = 1, #fresh, 2 do
    local first, known = start, redis.call('HGET', key, fresh[i])
    if known then first = string.match(known, '^%d+') else news[#news + 1] = { fresh[i + 1], tonumber(first) } end
    redis.call('HSET', key, fresh[i], first .. ' ' .. start .. ' ' .. fresh[i + 1])
  end
end
local function tell(channel)
  if #news > 0 then redis.call('PUBLISH', channel, cjson.encode({ fresh = news })) end
end
`;

/** Names alone. KEYS: a shard's names. ARGV: step start, names channel, then what `printNames` prints. */
const noteScript = `${noting}
note(KEYS[1], ARGV[1], ARGV[3], ARGV[4])
tell(ARGV[2])
return 0
`;

/** For names that are too many for one call. */
export function noteCalls(noted: NotedNames, startMs: number, keys: Keys): ScriptCall[] {
  return [...noted].flatMap(([shard, { again, fresh }]) => {
    const calls: ScriptCall[] = [];
    for (let from = 0; from < Math.max(again.length, fresh.length); from += 2 * maxNamesPerCall) {
      const until = from + 2 * maxNamesPerCall;
      const some = { again: again.slice(from, until), fresh: fresh.slice(from, until) };
      const args = [startMs, keys.namesChannel, ...printNames(some)];
      calls.push({ script: noteScript, keys: [keys.names(shard)], args });
    }
    return calls;
  });
}
