--- @include "keys"

-- Returns the number up to which Redis revokes the user's tokens, or 0. A rejoin that an instance
-- sent before the place ended must not restore the place.
local function revokedUpTo(user)
  return tonumber(redis.call('HGET', REVOKED, user) or '0')
end
