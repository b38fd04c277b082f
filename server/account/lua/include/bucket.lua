--- @include "../../../redis/lua/include/clock"
-- A bucket throttles sign-ins. One key contains the bucket as JSON; an empty bucket has no key.
-- failures times of the last failures within the window, newest first, at most failuresMax judging
-- attempt -> start time of its password check, while the bucket is not throttled freeAt time of the
-- next free slot, once the bucket is throttled All keys of an account have the same hash tag, so
-- that the same node of a cluster stores them.
local JUDGING_MS_MAX = 30000 -- limit of a password check; a slower instance counts as dead

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
  local kept = { failures = bucket.failures, judging = bucket.judging, freeAt = bucket.freeAt }
  local keptMs = int(math.max(windowMs, JUDGING_MS_MAX))
  redis.call('SET', key, cjson.encode(kept), 'PX', keptMs)
end
