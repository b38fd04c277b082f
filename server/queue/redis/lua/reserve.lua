--- @include "include/numbers"
--- @include "include/places"
-- Lets Redis issue numbers up to the given one, which PostgreSQL has already reserved. Issues the
-- first of these numbers to the pending users in their order of arrival, before any later join.
-- ARGV: epoch, highest number, ordinal of the reservation in this epoch.
-- Returns STALE if the epoch is not current, else DONE.
if not policyAt(ARGV[1]) then
  return 'STALE'
end
if tonumber(redis.call('HGET', META, 'reservations')) < tonumber(ARGV[3]) then
  redis.call('HSET', META, 'reserved', ARGV[2], 'reservations', ARGV[3])
end
local meta = redis.call('HMGET', META, 'next', 'reserved')
local last, reserved = tonumber(meta[1]), tonumber(meta[2])
while last < reserved do
  local users = redis.call('ZRANGE', PENDING, '0', int(math.min(reserved - last, 500) - 1))
  if #users == 0 then
    break
  end
  redis.call('ZREMRANGEBYRANK', PENDING, '0', int(#users - 1))
  local newcomers = {}
  for _, user in ipairs(users) do
    if not numberOf(user) and not placeOf(user) then
      newcomers[#newcomers + 1] = user
    end
  end
  if #newcomers > 0 then
    issueNumbers(newcomers, last)
    last = last + #newcomers
  end
end
return 'DONE'
