--- @include "include/places"
--- @include "include/policy"
-- Extends the turns of active places, at most to three hold times past the session. Claims
-- unclaimed places.
-- ARGV: epoch, then user, number and ms from now for each of at most 200 places.
-- Returns STALE if the epoch is not current, else per place the ms left of the turn, or 0 if the
-- turn's end did not change or the place is not active: then nothing needs to be recorded.
local policy = policyAt(ARGV[1])
if not policy then
  return 'STALE'
end

local function extend(user, number, ms)
  local place = placeOf(user)
  if not place or not isGoodFor(number, place.number) or hasLapsed(user) then
    return '0'
  end
  local latest = place.admittedAt + policy.sessionMs + 3 * policy.holdMs
  local untilAt = math.max(place.untilAt, math.min(now + ms, latest))
  local isLater = untilAt > place.untilAt
  if place.claimed and not isLater then
    return '0'
  end
  if not place.claimed then
    redis.call('HINCRBY', META, 'unclaimed', '-1')
  end
  place.untilAt, place.claimed = untilAt, true
  redis.call('HSET', PLACES, user, cjson.encode(place))
  redis.call('ZADD', ACTIVE, int(untilAt), user)
  return isLater and int(untilAt - now) or '0'
end

local left = {}
for at = 2, #ARGV, 3 do
  left[#left + 1] = extend(ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]))
end
return left
