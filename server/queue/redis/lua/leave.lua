--- @include "include/admission"
--- @include "include/revoked"
-- Ends a user's place and admits the next users.
-- ARGV: epoch, user, number ('' ends any place of the user), reason.
-- Returns STALE if the epoch is not current, else {ended, revoked}. `ended` is the number of the
-- ended place, or '0' if no place ended. `revoked` is the number up to which the user's tokens are
-- revoked.
local epoch, user, only, reason = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local policy = policyAt(epoch)
if not policy then
  return 'STALE'
end
local ended = 0
local place, number = placeOf(user), numberOf(user)
if place and (not only or isGoodFor(only, place.number)) then
  ended = place.number
  endActive(user, place, reason)
elseif number and (not only or isGoodFor(only, number)) then
  ended = number
  endWaiting(user, number, reason)
elseif not only then
  redis.call('ZREM', PENDING, user)
end
admit(policy)
return { int(ended), int(revokedUpTo(user)) }
