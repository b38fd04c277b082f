--- @include "keys"

-- A user's active place, if they have one.
local function placeOf(user)
  local place = redis.call('HGET', PLACES, user)
  return place and cjson.decode(place)
end

-- The number of a waiting user.
local function numberOf(user)
  return tonumber(redis.call('ZSCORE', WAITING, user) or nil)
end

-- Whether a token of `number` is valid for the place `held`. It may be of a higher number if the
-- user rejoined with an older, better token: the number of a place never grows.
local function isGoodFor(number, held)
  return number >= held
end

-- An active place whose time is over has ended, even if no tick has come since.
local function hasLapsed(user)
  local endsAt = redis.call('ZSCORE', ACTIVE, user)
  return not endsAt or tonumber(endsAt) <= now
end
