--- @include "include/place-state"
-- The state of a token's place. A waiting place is marked as seen.
-- ARGV: epoch, user, the token's epoch, the token's number.
-- Returns STALE or the place's state (JSON). EXPIRED: the place has ended. UNKNOWN: this Redis does
-- not know a place of an earlier epoch, or knows it at a worse number; PostgreSQL knows whether it
-- is revoked.
local epoch, user, tokenEpoch, number = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local policy = policyAt(epoch)
if not policy then
  return 'STALE'
end
forgiveGap(policy) -- before a turn that nobody could claim in time counts as lapsed
local waiting = numberOf(user)
if waiting and isGoodFor(number, waiting) then
  markSeen(waiting)
end
local answer = placeState(policy, user)
if answer.state == 'EXPIRED' or not isGoodFor(number, answer.number) then
  local isOlder = tokenEpoch < tonumber(epoch) and answer.state ~= 'ACTIVE' and number > floor
  answer.state = isOlder and 'UNKNOWN' or 'EXPIRED'
  answer.number, answer.position, answer.behind, answer.untilAt = 0, 0, 0, nil
end
return cjson.encode(answer)
