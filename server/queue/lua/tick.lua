-- One beat of a line: ends what has lapsed, finds who is present, admits whoever there is room for, measures the pace. Every
-- instance calls it; a call that follows another too closely does nothing.
-- ARGV: epoch, policy version, policy (JSON), least ms between beats, ms without a join after which an empty line's numbers are
--       given back.
-- Returns STALE, EARLY, DONE, MORE (another call might admit more), or {last number given, reservation} when nobody waits and no
-- further number may be given without a new reservation.
local epoch = ARGV[1]
if not policyAt(epoch) then
  return 'STALE'
end
local meta = redis.call('HMGET', META, 'version', 'tickAt')
if tonumber(meta[1]) < tonumber(ARGV[2]) then
  redis.call('HSET', META, 'version', ARGV[2], 'policy', ARGV[3])
end
local since = meta[2] and now - tonumber(meta[2])
if since and since >= 0 and since < tonumber(ARGV[4]) then
  return 'EARLY'
end
local policy = policyAt(epoch)
forgiveGap(policy)

-- The absence clock: it stands still while the line is put together again.
local function turnSeen()
  local seen = redis.call('HMGET', META, 'seenBucket', 'seenAt')
  local bucket, at = tonumber(seen[1] or '0'), tonumber(seen[2] or int(now))
  local width = math.max(1, policy.graceMs / (BUCKETS - 1))
  if isHeld(policy) and since and since > 0 and since <= GAP_MS then
    at = at + since
  end
  at = math.min(at, now) -- a clock that was put back
  local steps = math.floor((now - at) / width)
  for _ = 1, math.min(steps, BUCKETS) do
    bucket = (bucket + 1) % BUCKETS
    redis.call('DEL', KEYS[11 + bucket])
  end
  redis.call('HSET', META, 'seenBucket', int(bucket), 'seenAt', int(at + steps * width))
end

local function findPresent()
  redis.call('BITOP', 'OR', SCRATCH, KEYS[11], KEYS[12], KEYS[13], KEYS[14], KEYS[15], KEYS[16], KEYS[17], KEYS[18], KEYS[19])
  redis.call('BITOP', 'AND', LIVE, SCRATCH, QUEUED)
  redis.call('DEL', SCRATCH)
  redis.call('HSET', META, 'present', int(redis.call('BITCOUNT', LIVE)))
end

turnSeen()
findPresent()
local newest = redis.call('HGET', META, 'next')
local noted = redis.call('ZRANGE', TIMELINE, '-1', '-1', 'WITHSCORES')[2]
if newest ~= noted then
  redis.call('ZADD', TIMELINE, newest, newest .. ':' .. int(now))
  redis.call('ZREMRANGEBYRANK', TIMELINE, '0', '-20001') -- some hours of beats
end
local more = admit(policy)
redis.call('HSET', META, 'tickAt', int(now))

if now >= policy.closesAt then
  local left = redis.call('ZRANGE', WAITING, '0', tostring(ENDS_PER_CALL - 1), 'WITHSCORES')
  for i = 1, #left, 2 do
    endWaiting(left[i], tonumber(left[i + 1]), 'SALE_CLOSED')
  end
end

-- The pace is a moving average over half a minute of admissions per second, taken about every second.
local PACE_MS = 30000
local admitted = tonumber(redis.call('HGET', TALLIES, 'admitted') or '0')
local pace = redis.call('HMGET', META, 'paceAt', 'paceFrom', 'pace')
local over = pace[1] and now - tonumber(pace[1])
if not over or over < 0 then
  redis.call('HSET', META, 'paceAt', int(now), 'paceFrom', int(admitted))
elseif over >= 1000 then
  local latest = (admitted - tonumber(pace[2])) * 1000 / over
  local weight = pace[3] and 1 - math.exp(-over / PACE_MS) or 1
  local before = tonumber(pace[3] or '0')
  redis.call('HSET', META, 'paceAt', int(now), 'paceFrom', int(admitted), 'pace', string.format('%.6f', before + weight * (latest - before)))
end

-- Where nobody waits and everyone who was admitted has come, a loss of the store would cost nobody a place.
local numbers = redis.call('HMGET', META, 'next', 'reserved', 'reservations', 'joinedAt', 'unclaimed')
local quiet = now - tonumber(numbers[4] or '0') >= tonumber(ARGV[5])
if quiet and numbers[1] ~= numbers[2] and tonumber(numbers[5] or '0') == 0 and redis.call('ZCARD', WAITING) == 0 then
  redis.call('HSET', META, 'reserved', numbers[1])
  return { numbers[1], numbers[3] }
end
return more and 'MORE' or 'DONE'
