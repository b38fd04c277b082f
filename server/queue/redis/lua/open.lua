-- Begins an epoch: the line is empty but for those whose turn it is by what PostgreSQL knows, and admits nobody for a while.
-- Epochs are only ever raised; under the one that holds already only the policy is taken, if it is newer.
-- ARGV: epoch, policy version, policy (JSON), floor, base (numbers come above it), how long nobody is admitted (ms),
--       turns (JSON: {user, number, admitted ms ago, ms left} each).
-- Returns the epoch that now holds.
local epoch, version = ARGV[1], ARGV[2]
local meta = redis.call('HMGET', META, 'epoch', 'version')
if meta[1] and tonumber(meta[1]) >= tonumber(epoch) then
  if tonumber(meta[2]) < tonumber(version) then
    redis.call('HSET', META, 'version', version, 'policy', ARGV[3])
  end
  return meta[1]
end
for at, key in ipairs(KEYS) do
  if key ~= ENDS and key ~= SPENT then -- what has ended has, and PostgreSQL may not know it yet
    redis.call('DEL', key)
  end
end
redis.call('HSET', META, 'epoch', epoch, 'server', server(), 'version', version, 'policy', ARGV[3], 'floor', ARGV[4], 'base', ARGV[5],
  'next', ARGV[5], 'idle', ARGV[5], 'reserved', ARGV[5], 'reservations', '0', 'served', ARGV[4],
  'heldUntil', int(now + tonumber(ARGV[6])))
for _, turn in ipairs(cjson.decode(ARGV[7])) do
  local user, place = turn[1], { number = turn[2], admittedAt = now - turn[3], untilAt = now + turn[4], claimed = true }
  if place.number > spentUpTo(user) then
    redis.call('ZADD', ACTIVE, int(place.untilAt), user)
    redis.call('HSET', PLACES, user, cjson.encode(place))
  end
end
return epoch
