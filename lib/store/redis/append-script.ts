/**
 * Appends one writer's frames of one step, a shard each, where the number is the writer's next in that
 * shard (or `base`: the writer has nothing older). Answers the least number stored over the shards.
 * Frames of sealed steps go to the late streams. KEYS: n streams, n numbers, n name hashes, n marks, n late
 * streams, the lease. ARGV: writer, sequence, base, sealed field, lease ms, step start, names channel, n
 * frames, then names: index of the shard, id, name.
 */
export const appendScript = `
local n = (#KEYS - 1) / 5
local sequence, base = tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local least = nil
for i = 1, n do
  local stored = tonumber(redis.call('GET', KEYS[n + i]) or '0')
  if stored == sequence - 1 or (base == sequence and stored < sequence) then
    local sealed = tonumber(redis.call('HGET', KEYS[3 * n + i], ARGV[4]) or '0')
    if tonumber(ARGV[6]) < sealed then
      redis.call('XADD', KEYS[4 * n + i], '*', 'f', ARGV[7 + i])
    else
      local id = redis.call('XADD', KEYS[i], '*', 'f', ARGV[7 + i])
      redis.call('PUBLISH', KEYS[i] .. ':bell', id)
    end
    redis.call('SET', KEYS[n + i], ARGV[2], 'EX', 7200)
    stored = sequence
  end
  if least == nil or stored < least then least = stored end
end
local fresh = {}
for i = 8 + n, #ARGV, 3 do
  local key, id, name = KEYS[2 * n + ARGV[i]], ARGV[i + 1], ARGV[i + 2]
  local first = ARGV[6]
  local known = redis.call('HGET', key, id)
  if known then first = string.match(known, '^%d+') else fresh[#fresh + 1] = { name, tonumber(first) } end
  redis.call('HSET', key, id, first .. ' ' .. ARGV[6] .. ' ' .. name)
end
if #fresh > 0 then redis.call('PUBLISH', ARGV[7], cjson.encode({ fresh = fresh })) end
redis.call('ZADD', KEYS[#KEYS], now + tonumber(ARGV[5]), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[#KEYS], 0, now)
return least
`;
