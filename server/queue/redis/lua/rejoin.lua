--- @include "include/places"
--- @include "include/presence"
--- @include "include/counters"
--- @include "include/revoked"
-- Returns each user to the number from before Redis lost the queue. Skips users who are active or
-- already have a lower number, and places that are revoked. A place can end after the caller has
-- checked PostgreSQL for revoked places.
-- ARGV: epoch, ordinal of the reservation in this epoch, then a user and a number per place.
-- Returns STALE if the epoch is not current, else DONE.
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
