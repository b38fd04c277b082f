-- Shared by both commands. A bucket is one JSON value that is deleted once it is empty:
--   failures  times of the last failures within the window, newest first, at most failuresMax
--   judging   attempt -> start of its password check, while the bucket is not slowed
--   freeAt    start of the next slot, once the bucket is slowed
-- Times are milliseconds of Redis's clock. All keys have the account's hash tag, so that they are on
-- one node of a cluster.
local JUDGING_MS_MAX = 30000 -- after that the attempt's instance has died

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

local function int(number)
  return string.format('%.0f', number)
end

local function readBucket(key, windowMs)
  local text = redis.call('GET', key)
  local kept = text and cjson.decode(text) or { failures = {}, judging = {}, freeAt = 0 }
  local bucket = { failures = {}, judging = {}, atOnce = 0, freeAt = kept.freeAt }
  for _, at in ipairs(kept.failures) do
    if at > now - windowMs then
      table.insert(bucket.failures, at)
    end
  end
  for attempt, since in pairs(kept.judging) do
    if since > now - JUDGING_MS_MAX then
      bucket.judging[attempt] = since
      bucket.atOnce = bucket.atOnce + 1
    end
  end
  return bucket
end

local function writeBucket(key, bucket, windowMs)
  local text = cjson.encode({ failures = bucket.failures, judging = bucket.judging, freeAt = bucket.freeAt })
  redis.call('SET', key, text, 'PX', int(math.max(windowMs, JUDGING_MS_MAX)))
end
