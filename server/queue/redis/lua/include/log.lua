--- @include "policy"

-- Appends an entry to the queue's log and returns its event. The events of an epoch are dense and
-- in the order of execution, so an instance notices a missing entry. `value` becomes JSON.
local function appendToLog(kind, value)
  local event = redis.call('HINCRBY', META, 'event', '1')
  redis.call('XADD', LOG, currentEpoch .. '-' .. int(event), kind, cjson.encode(value))
  return event
end
