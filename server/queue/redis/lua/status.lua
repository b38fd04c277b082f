--- @include "include/place-state"
-- Returns the states of tokens' places, and marks waiting places as seen. Claims active places that
-- PostgreSQL has.
-- ARGV: epoch, then user, the token's epoch, the token's number and 1 for a claim (else 0), for
-- each of at most 200 tokens.
-- Returns STALE if the epoch is not current, else a replyWithConditions with the words of one place
-- per token. EXPIRED means that the place has ended. UNKNOWN means that Redis lacks a place of an
-- earlier epoch, or has the user at a higher number. If the state is UNKNOWN, only PostgreSQL knows
-- if the place is revoked.
local epoch = ARGV[1]
local policy = policyAt(epoch)
if not policy then
  return 'STALE'
end
-- Extends unclaimed turns after a period without instances. Must precede all checks for expiry.
forgiveGap(policy)
local places = {}
for at = 2, #ARGV, 4 do
  places[at] = placeOf(ARGV[at])
  local waiting = not places[at] and numberOf(ARGV[at])
  if waiting and isGoodFor(tonumber(ARGV[at + 2]), waiting) then
    markSeen(waiting)
  end
end
local figures = queueFigures()
local reply = replyWithConditions(policy)
for at = 2, #ARGV, 4 do
  local user, tokenEpoch, number = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local place = placeState(user, figures, places[at])
  if place.state == 'EXPIRED' or not isGoodFor(number, place.number) then
    local isOlder = tokenEpoch < tonumber(epoch) and place.state ~= 'ACTIVE' and number > floor
    place = { state = isOlder and 'UNKNOWN' or 'EXPIRED', number = 0, position = 0, behind = 0 }
  end
  reply[#reply + 1] = placeWords(place)
  if ARGV[at + 3] == '1' and place.state == 'ACTIVE' and not (place.claimed or place.undrained) then
    claim(user, places[at])
  end
end
return reply
