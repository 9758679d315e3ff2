import type { FieldRequest, ReadFields } from "../shelf";
import type { Client } from "./connect";
import type { Keys } from "./keys";
import { type ScriptCall, runScripts } from "./script";

// A day of fifty series is a thousand HMGETs. As commands of their own they cost Node ten times what they
// cost Redis; one script for each shard leaves Node the replies alone.

/** KEYS: hashes. ARGV: for each its number of fields, and the fields. */
const readScript = `
local fields = {}
local at = 1
for i = 1, #KEYS do
  local n = tonumber(ARGV[at])
  fields[i] = redis.call('HMGET', KEYS[i], unpack(ARGV, at + 1, at + n))
  at = at + n + 1
end
return fields
`;
/** Of one call; Lua takes some thousands of arguments at most. */
const maxFields = 2_000;

/** Any process may read blocks. */
export function createFieldReader(client: Client, keys: Keys): ReadFields {
  return async (requests) => {
    const answers: (Uint8Array | null)[][] = requests.map(() => []);
    const groups = groupByShard(requests);
    const calls = groups.map((group): ScriptCall => ({
      script: readScript,
      keys: group.map(({ request }) => keys.block(request.part, request)),
      args: group.flatMap(({ ids }) => [ids.length, ...ids.map(fieldOf)]),
      asBuffer: true,
    }));
    const replies = (await runScripts(client, calls)) as (Buffer | null)[][][];
    groups.forEach((group, i) =>
      group.forEach(({ index }, j) => {
        for (const field of replies[i]![j]!) answers[index]!.push(field);
      }),
    );
    return answers;
  };
}

/** A series' name in a block: six bytes in place of up to fifteen digits. */
export function fieldOf(id: number): Buffer {
  const field = Buffer.allocUnsafe(6);
  field.writeUIntBE(id, 0, 6);
  return field;
}

interface Wanted {
  request: FieldRequest;
  index: number;
  ids: readonly number[];
}

/** A call's keys lie in one shard; what asks for many fields is asked for in parts. */
function groupByShard(requests: readonly FieldRequest[]): Wanted[][] {
  const groups: Wanted[][] = [];
  const open = new Map<number, { group: Wanted[]; fields: number }>();
  requests.forEach((request, index) => {
    for (let from = 0; from < request.ids.length; from += maxFields) {
      const ids = request.ids.slice(from, from + maxFields);
      let here = open.get(request.shard);
      if (!here || here.fields + ids.length > maxFields) {
        here = { group: [], fields: 0 };
        open.set(request.shard, here);
        groups.push(here.group);
      }
      here.group.push({ request, index, ids });
      here.fields += ids.length;
    }
  });
  return groups;
}
