import type { DueName } from "../name-numbers";
import type { Keys } from "./keys";
import type { ScriptCall } from "./script";

/** A process that starts with a hundred thousand series must not send them as one call's arguments. */
export const maxNamesPerCall = 3_000;

/** What is said of the names of one shard. */
interface ShardNames {
  /** Ids, and what is kept of them: they were noted before, so nothing has to be asked. */
  again: [id: number, row: string][];
  /** Ids and names: somebody else may know them, and since when. */
  fresh: [id: number, name: string][];
}

export type NotedNames = Map<number, ShardNames>;

export function noteNames(due: readonly DueName[], startMs: number): NotedNames {
  const noted: NotedNames = new Map();
  for (const { known, isNew } of due) {
    const { shard, id, info } = known;
    const here = noted.get(shard) ?? { again: [], fresh: [] };
    noted.set(shard, here);
    if (isNew) here.fresh.push([id, info.series]);
    else here.again.push([id, `${info.firstSeenMs} ${startMs} ${info.series}`]);
  }
  return noted;
}

export function countNames(noted: NotedNames): number {
  return [...noted.values()].reduce((sum, { again, fresh }) => sum + again.length + fresh.length, 0);
}

/** As `note` takes them. */
export function printNames({ again, fresh }: ShardNames): (number | string)[] {
  return [again.length, fresh.length, ...again.flat(), ...fresh.flat()];
}

/**
 * Keeps when series were first and last seen, and tells of those that are new: of all that were noted before,
 * if Redis had lost one of them. A series' row is `<first seen> <last seen> <name>`.
 */
export const noting = `
local news = {}
local function note(key, at, start)
  local again, fresh = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  at = at + 2
  local middle = at + 2 * again
  if again > 0 and redis.call('HSET', key, unpack(ARGV, at, middle - 1)) > 0 then
    for i = at + 1, middle - 1, 2 do
      local first, name = string.match(ARGV[i], '^(%d+) %d+ (.*)$')
      news[#news + 1] = { name, tonumber(first) }
    end
  end
  for i = middle, middle + 2 * fresh - 1, 2 do
    local first, known = start, redis.call('HGET', key, ARGV[i])
    if known then first = string.match(known, '^%d+') else news[#news + 1] = { ARGV[i + 1], tonumber(first) } end
    redis.call('HSET', key, ARGV[i], first .. ' ' .. start .. ' ' .. ARGV[i + 1])
  end
  return middle + 2 * fresh
end
local function tell(channel)
  if #news > 0 then redis.call('PUBLISH', channel, cjson.encode({ fresh = news })) end
end
`;

/** Names alone. KEYS: a shard's names. ARGV: step start, names channel, then what `printNames` prints. */
const noteScript = `${noting}
note(KEYS[1], 3, ARGV[1])
tell(ARGV[2])
return 0
`;

/** For names that are too many for one call. */
export function noteCalls(noted: NotedNames, startMs: number, keys: Keys): ScriptCall[] {
  return [...noted].flatMap(([shard, { again, fresh }]) => {
    const calls: ScriptCall[] = [];
    for (let from = 0; from < Math.max(again.length, fresh.length); from += maxNamesPerCall) {
      const until = from + maxNamesPerCall;
      const some = { again: again.slice(from, until), fresh: fresh.slice(from, until) };
      const args = [startMs, keys.namesChannel, ...printNames(some)];
      calls.push({ script: noteScript, keys: [keys.names(shard)], args });
    }
    return calls;
  });
}
