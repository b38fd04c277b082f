-- How the place of a token stands. An active place that is asked about has been claimed: it then lasts its whole session.
-- ARGV: epoch, user, the token's epoch, the token's number. Returns STALE or the standing (EXPIRED for any other place).
local epoch, user, number = ARGV[1], ARGV[2], tonumber(ARGV[4])
local policy = policyAt(epoch)
if not policy then
  return 'STALE'
end
local place = placeOf(user)
if ARGV[3] == epoch and place and place.number == number and not place.claimed and not hasLapsed(user) then
  place.claimed = true
  redis.call('HSET', PLACES, user, cjson.encode(place))
  redis.call('ZADD', ACTIVE, int(place.untilAt), user)
end
local answer = standing(epoch, policy, user)
local found = cjson.decode(answer)
if ARGV[3] == epoch and found.number == number then
  return answer
end
found.state, found.position, found.behind, found.untilAt = 'EXPIRED', 0, 0, nil
return cjson.encode(found)
