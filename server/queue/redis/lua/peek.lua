--- @include "include/place-state"
-- Reads the places of users for staff. Unlike status.lua, neither marks a place as seen nor claims it.
-- ARGV: epoch, then at most 200 users.
-- Returns STALE if the epoch is not current, else a replyWithConditions with the words of one place
-- per user. EXPIRED means that the user has no place.
local policy = policyAt(ARGV[1])
if not policy then
  return 'STALE'
end
local figures = queueFigures()
local reply = replyWithConditions(policy)
for at = 2, #ARGV do
  reply[#reply + 1] = placeWords(placeState(ARGV[at], figures, placeOf(ARGV[at])))
end
return reply
