-- Claims an active place: it then lasts its whole session.
-- ARGV: epoch, user, number. Returns STALE or DONE.
local epoch, user = ARGV[1], ARGV[2]
if not policyAt(epoch) then
  return 'STALE'
end
local place = placeOf(user)
if place and place.number == tonumber(ARGV[3]) and not place.claimed and not hasLapsed(user) then
  place.claimed = true
  redis.call('HSET', PLACES, user, cjson.encode(place))
  redis.call('ZADD', ACTIVE, int(place.untilAt), user)
  redis.call('HINCRBY', META, 'unclaimed', '-1')
end
return 'DONE'
