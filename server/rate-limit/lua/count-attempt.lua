--- @include "../../redis/lua/include/clock"
-- Counts an attempt to prove a second factor as wrong until the server knows better, so that
-- concurrent attempts cannot exceed the limit.
-- KEYS: the user's wrong attempts (zset: attempt -> time)
-- ARGV: attempt, attemptsMax, windowMs
-- Returns 0, or the ms until the oldest attempt leaves the window if the limit is reached.
local windowMs = tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', int(now - windowMs))
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then
  local oldest = redis.call('ZRANGE', KEYS[1], '0', '0', 'WITHSCORES')
  return math.max(1, tonumber(oldest[2]) + windowMs - now)
end
redis.call('ZADD', KEYS[1], int(now), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 0
