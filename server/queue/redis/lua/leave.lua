--- @include "include/admission"
--- @include "include/revoked"
-- Ends a user's place and admits the next.
-- ARGV: epoch, user, number ('' for any place of theirs), reason.
-- Returns STALE, or {the number that ended ('0': none), the number up to which tokens are revoked}.
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
