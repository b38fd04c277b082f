--- @include "keys"

-- Returns the user's active place, or false if the user has none.
local function placeOf(user)
  local place = redis.call('HGET', PLACES, user)
  return place and cjson.decode(place)
end

-- Returns the number of a waiting user, or nil for any other user.
local function numberOf(user)
  return tonumber(redis.call('ZSCORE', WAITING, user) or nil)
end

-- Returns true if a token of `number` is valid for a place at number `held`. A token may have a
-- higher number than its place: a user who rejoins with an older token gets a lower number.
local function isGoodFor(number, held)
  return number >= held
end

-- Returns true if the user's turn is over, even if no tick has ended the place yet.
local function hasLapsed(user)
  local endsAt = redis.call('ZSCORE', ACTIVE, user)
  return not endsAt or tonumber(endsAt) <= now
end
