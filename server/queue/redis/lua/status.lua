--- @include "include/place-state"
-- Returns the states of tokens' places, and marks waiting places as seen.
-- ARGV: epoch, then user, the token's epoch and the token's number for each of at most 200 tokens.
-- Returns STALE if the epoch is not current, else one state (JSON) per token. EXPIRED means that
-- the place has ended. UNKNOWN means that Redis lacks a place of an earlier epoch, or has the user
-- at a higher number. If the state is UNKNOWN, only PostgreSQL knows if the place is revoked.
local epoch = ARGV[1]
local policy = policyAt(epoch)
if not policy then
  return 'STALE'
end
-- Extends unclaimed turns after a period without instances. Must precede all checks for expiry.
forgiveGap(policy)
for at = 2, #ARGV, 3 do
  local waiting = numberOf(ARGV[at])
  if waiting and isGoodFor(tonumber(ARGV[at + 2]), waiting) then
    markSeen(waiting)
  end
end
local conditions = queueConditions(policy)
local states = {}
for at = 2, #ARGV, 3 do
  local user, tokenEpoch, number = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local state = placeState(policy, user, conditions)
  if state.state == 'EXPIRED' or not isGoodFor(number, state.number) then
    local isOlder = tokenEpoch < tonumber(epoch) and state.state ~= 'ACTIVE' and number > floor
    state.state = isOlder and 'UNKNOWN' or 'EXPIRED'
    state.number, state.position, state.behind, state.untilAt = 0, 0, 0, nil
  end
  states[#states + 1] = cjson.encode(state)
end
return states
