--- @include "include/places"
--- @include "include/presence"
--- @include "include/counters"
--- @include "include/revoked"
-- Returns users to the numbers that they had before Redis lost the queue, or leaves them at a
-- better one. A place that ended after the caller checked for revocation stays out.
-- ARGV: epoch, which reservation of this epoch it is, then user and number of each.
-- Returns STALE or DONE.
local policy = policyAt(ARGV[1])
if not policy then
  return 'STALE'
end
local meta = redis.call('HMGET', META, 'idle', 'reservations')
local idle, reservations = tonumber(meta[1]), math.max(tonumber(meta[2]), tonumber(ARGV[2]))
for at = 3, #ARGV, 2 do
  local user, number = ARGV[at], tonumber(ARGV[at + 1])
  local has = numberOf(user)
  local isBetter = not placeOf(user) and (not has or has > number)
  if number > floor and number > revokedUpTo(user) and isBetter and now < policy.closesAt then
    if has then
      dequeue(user, has)
    end
    enqueue(user, number)
    count('returned')
    idle = math.min(idle, number - 1)
  end
end
redis.call('HSET', META, 'idle', int(idle), 'reservations', int(reservations))
return 'DONE'
