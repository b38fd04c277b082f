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

-- The absence clock: it stands still while the line is put together again. Beats come when they come, and the grace time may be
-- changed: so of each part of the time looked back on it is written down when it ended, and nobody is away before the grace is over.
local function readAbsence(policy)
  if isHeld(policy) and since and since > 0 and since <= GAP_MS then
    redis.call('HINCRBY', META, 'forgiven', int(since))
  end
  local seen = redis.call('HMGET', META, 'seenBucket', 'seenAt', 'forgiven')
  local clock = now - tonumber(seen[3] or '0')
  return clock, tonumber(seen[1] or '0'), math.min(tonumber(seen[2] or int(clock)), clock) -- it was put back, if it is before
end

-- The buckets of those who have been seen within the grace time, once the one that is full has been closed.
local function turnSeen(policy)
  local clock, bucket, began = readAbsence(policy)
  if clock - began >= policy.graceMs / (BUCKETS - 1) then
    redis.call('HSET', META, 'ended' .. bucket, int(clock))
    bucket, began = (bucket + 1) % BUCKETS, clock
    redis.call('DEL', KEYS[11 + bucket])
  end
  redis.call('HSET', META, 'seenBucket', int(bucket), 'seenAt', int(began))
  local recent = { KEYS[11 + bucket] }
  for back = 1, BUCKETS - 1 do
    local at = (bucket - back) % BUCKETS
    local ended = tonumber(redis.call('HGET', META, 'ended' .. at) or nil)
    if ended and clock - ended < policy.graceMs then
      recent[#recent + 1] = KEYS[11 + at]
    end
  end
  return recent
end

local function findPresent(recent)
  redis.call('BITOP', 'OR', SCRATCH, unpack(recent))
  redis.call('BITOP', 'AND', LIVE, SCRATCH, QUEUED)
  redis.call('DEL', SCRATCH)
  redis.call('HSET', META, 'present', int(redis.call('BITCOUNT', LIVE)))
end

findPresent(turnSeen(policy))
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
local numbers = redis.call('HMGET', META, 'next', 'reserved', 'reservations', 'joinedAt', 'unclaimed', 'idle')
local quiet = now - tonumber(numbers[4] or '0') >= tonumber(ARGV[5])
local given = numbers[1] == numbers[2] and numbers[1] == numbers[6]
if quiet and not given and tonumber(numbers[5] or '0') == 0 and redis.call('ZCARD', WAITING) == 0 then
  redis.call('HSET', META, 'reserved', numbers[1], 'idle', numbers[1])
  return { numbers[1], numbers[3] }
end
return more and 'MORE' or 'DONE'
