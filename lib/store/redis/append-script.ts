import { noting } from "./note-names";

/**
 * Appends one writer's frames of one step, a shard each, where the number is the writer's next in that
 * shard (or `base`: the writer has nothing older). A frame of a step that was sealed goes to the late
 * stream. Answers the number now stored in each shard. Names are noted whatever the numbers say.
 * KEYS: of n shards the streams, the numbers, the names, the marks and the late streams; then maybe the lease.
 * ARGV: writer, sequence, base, lease ms, step start, names channel, publish command, the mark's field, n
 * frames, then names of shards: a shard's place from 1, and what note-names.ts prints.
 */
export const appendScript = `${noting}
local n = math.floor(#KEYS / 5)
local sequence, base, start = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[5])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local answer = {}
local numbers = redis.call('MGET', unpack(KEYS, n + 1, 2 * n))
for i = 1, n do
  local stored = tonumber(numbers[i] or '0')
  if stored == sequence - 1 or (base == sequence and stored < sequence) then
    local mark = redis.call('HGET', KEYS[3 * n + i], ARGV[8])
    local id = 'late'
    if mark and start < tonumber(mark) then
      redis.call('XADD', KEYS[4 * n + i], '*', 'f', ARGV[8 + i])
    else
      id = redis.call('XADD', KEYS[i], '*', 'f', ARGV[8 + i])
    end
    redis.call('SET', KEYS[n + i], ARGV[2], 'EX', 86400)
    redis.call(ARGV[7], KEYS[i] .. ':bell', id)
    stored = sequence
  end
  answer[i] = stored
end
for i = 9 + n, #ARGV, 3 do note(KEYS[2 * n + ARGV[i]], ARGV[5], ARGV[i + 1], ARGV[i + 2]) end
tell(ARGV[6])
if #KEYS > 5 * n and now - start < 60000 then
  redis.call('ZADD', KEYS[#KEYS], now + tonumber(ARGV[4]), ARGV[1])
  redis.call('ZREMRANGEBYSCORE', KEYS[#KEYS], 0, now)
end
return answer
`;

/**
 * The lease alone, for a Cluster, where a script sees the keys of one shard only. What was left by an
 * earlier writer gets none: nobody has to wait for it. KEYS: the lease. ARGV: writer, lease ms, step start.
 */
export const leaseScript = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if now - tonumber(ARGV[3]) < 60000 then redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[1]) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], 0, now)
return 0
`;
