// Every change of the sealer begins with its fence: one that a later sealer has passed changes nothing.
// KEYS[1] is always the shard's marks, ARGV[1] the fence.
const fence = `
if tonumber(redis.call('HGET', KEYS[1], 'fence') or '0') > tonumber(ARGV[1]) then
  return redis.error_reply('FENCED another sealer has taken over')
end
redis.call('HSET', KEYS[1], 'fence', ARGV[1])
`;

/** KEYS: marks, frames. ARGV: fence, field, until ms. Answers the newest frame's stream id. */
export const moveMarkScript = `${fence}
local before = tonumber(redis.call('HGET', KEYS[1], ARGV[2]) or '0')
if tonumber(ARGV[3]) > before then redis.call('HSET', KEYS[1], ARGV[2], ARGV[3]) end
local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
return last[1] and last[1][1] or '0-0'
`;

/** KEYS: marks, scalars, rich. ARGV: fence, number of scalar fields, then field and value of each, scalars first. */
export const writeScript = `${fence}
local at = 3
for part = 2, 3 do
  local last = part == 2 and 2 + 2 * tonumber(ARGV[2]) or #ARGV
  while at < last do
    redis.call('HSET', KEYS[part], ARGV[at], ARGV[at + 1])
    at = at + 2
  end
end
return 1
`;

/** KEYS: marks. ARGV: fence, field, value, bell, 'SPUBLISH' or 'PUBLISH'. */
export const declareScript = `${fence}
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
redis.call(ARGV[5], ARGV[4], 'marks')
return 1
`;

/** KEYS: marks, frames. ARGV: fence, the first id to keep, the last id to go. */
export const trimScript = `${fence}
redis.call('XTRIM', KEYS[2], 'MINID', ARGV[2])
redis.call('HSET', KEYS[1], 'trimmed', ARGV[3])
return 1
`;

/**
 * KEYS: marks, late, frames, then the blocks' hashes. ARGV: fence, note, bell, 'SPUBLISH' or 'PUBLISH', number
 * of late ids, the ids, number of marks, field and value of each, then for each field its hash's place in
 * KEYS, name and value.
 */
export const takeLateScript = `${fence}
local at = 6
for i = 1, tonumber(ARGV[5]) do
  redis.call('XDEL', KEYS[2], ARGV[at])
  at = at + 1
end
local marks = tonumber(ARGV[at])
at = at + 1
for i = 1, marks do
  redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 1])
  at = at + 2
end
if marks > 0 then redis.call(ARGV[4], ARGV[3], 'marks') end
while at < #ARGV do
  redis.call('HSET', KEYS[tonumber(ARGV[at])], ARGV[at + 1], ARGV[at + 2])
  at = at + 3
end
if ARGV[2] ~= '' then
  local id = redis.call('XADD', KEYS[3], '*', 'n', ARGV[2])
  redis.call(ARGV[4], ARGV[3], id)
end
return 1
`;

/** KEYS: lease. ARGV: token, life in ms. Answers 1 while the lease is held. */
export const renewScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`;
