--- @include "keys"

-- Returns the user's active place, or false without an active place.
local function placeOf(user)
  local place = redis.call('HGET', PLACES, user)
  return place and cjson.decode(place)
end

-- Returns the number of a waiting user, or nil if the user does not wait.
local function numberOf(user)
  return tonumber(redis.call('ZSCORE', WAITING, user) or nil)
end

-- Claims an active place, so that its turn lasts the whole session, not only the claim time.
local function claim(user, place)
  place.claimed = true
  redis.call('HSET', PLACES, user, cjson.encode(place))
  redis.call('ZADD', ACTIVE, int(place.untilAt), user)
  redis.call('HINCRBY', META, 'unclaimed', '-1')
end

-- Returns true if a token with `number` is valid for a place with number `held`. A rejoin with an
-- older token gives the place a lower number than the newer token's.
local function isGoodFor(number, held)
  return number >= held
end

-- Returns true if the user's turn is over, even if no tick has ended the place yet.
local function hasLapsed(user)
  local endsAt = redis.call('ZSCORE', ACTIVE, user)
  return not endsAt or tonumber(endsAt) <= now
end
