--- @include "include/admission"
--- @include "include/revoked"
-- Ends users' places and admits the next users.
-- ARGV: epoch, then user, number ('' ends any place of the user) and reason for each of at most 200
-- users.
-- Returns STALE if the epoch is not current, else {ended, revoked} per user. `ended` is the number
-- of the ended place, or '0' if no place ended. `revoked` is the number up to which the user's
-- tokens are revoked.
local policy = policyAt(ARGV[1])
if not policy then
  return 'STALE'
end

local function leave(user, only, reason)
  local place, number = placeOf(user), numberOf(user)
  if place and (not only or isGoodFor(only, place.number)) then
    endActive(user, place, reason)
    return place.number
  elseif number and (not only or isGoodFor(only, number)) then
    endWaiting(user, number, reason)
    return number
  elseif not only then
    redis.call('ZREM', PENDING, user)
  end
  return 0
end

local replies = {}
for at = 2, #ARGV, 3 do
  local ended = leave(ARGV[at], tonumber(ARGV[at + 1]), ARGV[at + 2])
  replies[#replies + 1] = { int(ended), int(revokedUpTo(ARGV[at])) }
end
admit(policy)
return replies
