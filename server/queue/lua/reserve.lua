-- Numbers up to this one may now be given: PostgreSQL has them down as possibly given. The first of them go to those who came while
-- there were none, in the order in which they came: whoever comes meanwhile is behind them.
-- ARGV: epoch, highest number, which reservation of this epoch it is. Returns STALE or DONE.
if not policyAt(ARGV[1]) then
  return 'STALE'
end
if tonumber(redis.call('HGET', META, 'reservations')) < tonumber(ARGV[3]) then
  redis.call('HSET', META, 'reserved', ARGV[2], 'reservations', ARGV[3])
end
local meta = redis.call('HMGET', META, 'next', 'reserved')
local last, joined = tonumber(meta[1]), 0
local free = tonumber(meta[2]) - last
local users = free > 0 and redis.call('ZRANGE', PENDING, '0', int(free - 1)) or {}
for _, user in ipairs(users) do
  if not numberOf(user) and not placeOf(user) then
    last, joined = redis.call('HINCRBY', META, 'next', '1'), joined + 1
    enqueue(user, last)
  end
end
if #users > 0 then
  redis.call('ZREMRANGEBYRANK', PENDING, '0', int(#users - 1))
end
if joined > 0 then
  redis.call('HSET', META, 'joinedAt', int(now))
  count('joins', joined)
end
return 'DONE'
