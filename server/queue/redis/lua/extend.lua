--- @include "include/places"
--- @include "include/policy"
-- Extends the turn of an active place, at most to three hold times past the session. Claims the
-- place if it is unclaimed.
-- ARGV: epoch, user, number, ms from now.
-- Returns STALE if the epoch is not current, else the ms left of the turn. Returns 0 ms if the
-- place is not active.
local epoch, user = ARGV[1], ARGV[2]
local policy = policyAt(epoch)
if not policy then
  return 'STALE'
end
local place = placeOf(user)
if not place or not isGoodFor(tonumber(ARGV[3]), place.number) or hasLapsed(user) then
  return '0'
end
local latest = place.admittedAt + policy.sessionMs + 3 * policy.holdMs
local untilAt = math.max(place.untilAt, math.min(now + tonumber(ARGV[4]), latest))
if not place.claimed then
  redis.call('HINCRBY', META, 'unclaimed', '-1')
end
place.untilAt, place.claimed = untilAt, true
redis.call('HSET', PLACES, user, cjson.encode(place))
redis.call('ZADD', ACTIVE, int(untilAt), user)
return int(untilAt - now)
