--- @include "keys"

local function count(event, by)
  redis.call('HINCRBY', COUNTERS, event, int(by or 1))
end
