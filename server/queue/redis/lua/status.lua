--- @include "include/place-state"
-- Returns the state of a token's place, and marks a waiting place as seen.
-- ARGV: epoch, user, the token's epoch, the token's number.
-- Returns STALE if the epoch is not current, else the state (JSON). EXPIRED means that the place
-- has ended. UNKNOWN means that Redis lacks a place of an earlier epoch, or has the user at a
-- higher number. If the state is UNKNOWN, only PostgreSQL knows if the place is revoked.
local epoch, user, tokenEpoch, number = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])
local policy = policyAt(epoch)
if not policy then
  return 'STALE'
end
-- Extends unclaimed turns after a gap without instances, before any check for expiry.
forgiveGap(policy)
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
