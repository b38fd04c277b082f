--- @include "keys"

-- Returns the run id of this Redis process. A process that restarts from its data may lack the last
-- second and so issue numbers twice.
local function server()
  local info = redis.pcall('INFO', 'server')
  -- A plain search costs half as much as a pattern search.
  local _, at = (type(info) == 'string' and info or ''):find('run_id:', 1, true)
  return at and info:sub(at + 1, at + 40) or ''
end

local floor -- no number up to the floor waits
local currentEpoch

-- Returns the concert's policy. Sets `floor` and `currentEpoch`. Returns nil if the epoch is not
-- current, or if Redis has restarted in this epoch. If the policy is nil, the command must return
-- STALE.
local function policyAt(epoch)
  local meta = redis.call('HMGET', META, 'epoch', 'server', 'policy', 'floor')
  if meta[1] ~= epoch or meta[2] ~= server() then
    return nil
  end
  floor, currentEpoch = tonumber(meta[4]), epoch
  return cjson.decode(meta[3])
end
