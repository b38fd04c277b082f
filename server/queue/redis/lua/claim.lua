--- @include "include/places"
--- @include "include/policy"
-- Claims an active place.
-- ARGV: epoch, user, number.
-- Returns STALE if the epoch is not current, else DONE.
local epoch, user = ARGV[1], ARGV[2]
if not policyAt(epoch) then
  return 'STALE'
end
local place = placeOf(user)
local isOpen = place and place.number == tonumber(ARGV[3]) and not hasLapsed(user)
if isOpen and not place.claimed then
  claim(user, place)
end
return 'DONE'
