--- @include "keys"

-- Returns the number up to which Redis knows the user's tokens as revoked, or 0. A rejoin that an
-- instance sent before the place ended must not restore the place.
local function revokedUpTo(user)
  return tonumber(redis.call('HGET', REVOKED, user) or '0')
end
