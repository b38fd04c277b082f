--- @include "keys"

-- The number up to which this Redis knows a user's tokens as revoked. A rejoin may have been sent
-- before the place ended, and must not undo that.
local function revokedUpTo(user)
  return tonumber(redis.call('HGET', REVOKED, user) or '0')
end
