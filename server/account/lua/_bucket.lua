-- Prefixed to both commands of a sign-in's lane. A lane is one key, JSON, gone when nothing in it matters any more:
--   failures  the times of the last failures within the window, newest first, at most failuresMax
--   judging   attempt -> since when its password is being judged, while the lane is not slowed
--   freeAt    from when on the next attempt may be judged, once the lane is slowed
-- Times are milliseconds of Redis' clock. All keys carry the account's hash tag, so they live on one node of a cluster.
local JUDGING_MS_MAX = 30000 -- an attempt that has not ended by then died with its instance

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

local function int(number)
  return string.format('%.0f', number)
end

local function readLane(key, windowMs)
  local text = redis.call('GET', key)
  local kept = text and cjson.decode(text) or { failures = {}, judging = {}, freeAt = 0 }
  local lane = { failures = {}, judging = {}, atOnce = 0, freeAt = kept.freeAt }
  for _, at in ipairs(kept.failures) do
    if at > now - windowMs then
      table.insert(lane.failures, at)
    end
  end
  for attempt, since in pairs(kept.judging) do
    if since > now - JUDGING_MS_MAX then
      lane.judging[attempt] = since
      lane.atOnce = lane.atOnce + 1
    end
  end
  return lane
end

local function writeLane(key, lane, windowMs)
  local text = cjson.encode({ failures = lane.failures, judging = lane.judging, freeAt = lane.freeAt })
  redis.call('SET', key, text, 'PX', int(math.max(windowMs, JUDGING_MS_MAX)))
end
