--- @include "include/admission"
-- Runs one tick: ends lapsed turns, finds the present users, and admits users. After the closing of
-- the sale, ends waiting places; after a cancellation of the concert, ends turns, too. Every instance calls
-- the script; a call too soon after another does nothing.
-- ARGV: epoch, policy version, policy (JSON), minimum ms between ticks, quietMs, estimator state.
-- After quietMs without a join, an empty queue releases its unused numbers. The estimator state is
-- empty if the caller has no newer state.
-- Returns STALE if the epoch is not current, EARLY if the call is too soon, MORE if another call
-- may admit more users, else DONE. Returns {last issued number, reservation} instead of DONE if the
-- tick releases all higher numbers. Redis issues no released number before a new reservation.
local epoch, version, tickMsMin, quietMs = ARGV[1], ARGV[2], tonumber(ARGV[4]), tonumber(ARGV[5])
if not policyAt(epoch) then
  return 'STALE'
end
local meta = redis.call('HMGET', META, 'version', 'tickAt')
if tonumber(meta[1]) < tonumber(version) then
  redis.call('HSET', META, 'version', version, 'policy', ARGV[3])
end
local since = meta[2] and now - tonumber(meta[2])
if since and since >= 0 and since < tickMsMin then
  return 'EARLY'
end
local policy = policyAt(epoch)
forgiveGap(policy)

-- Eight buckets cover the grace time while the ninth fills, so ticks detect absence after 1 to 9/8
-- grace times.
local SEEN_BUCKETS = 9

-- Returns the absence clock (ms), which pauses during the recovery time.
local function absenceClock()
  if isHeld(policy) and since and since > 0 and since <= GAP_MS then
    redis.call('HINCRBY', META, 'forgiven', int(since))
  end
  return now - tonumber(redis.call('HGET', META, 'forgiven') or '0')
end

-- Begins a new bucket when the current bucket is full. Returns the buckets within the grace time.
-- Each bucket records its end, because ticks are irregular and the grace time may change. No user
-- becomes absent before the grace time is over.
local function rotateSeen()
  local clock = absenceClock()
  local seen = redis.call('HMGET', META, 'seenBucket', 'seenAt')
  local bucket = tonumber(seen[1] or '0')
  local began = math.min(tonumber(seen[2] or int(clock)), clock) -- Redis' clock can jump back
  if clock - began >= policy.graceMs / (SEEN_BUCKETS - 1) then
    redis.call('HSET', META, 'ended' .. bucket, int(clock))
    bucket, began = (bucket + 1) % SEEN_BUCKETS, clock
    redis.call('DEL', seenKey(bucket))
  end
  redis.call('HSET', META, 'seenBucket', int(bucket), 'seenAt', int(began))
  local recent = { seenKey(bucket) }
  for back = 1, SEEN_BUCKETS - 1 do
    local at = (bucket - back) % SEEN_BUCKETS
    local ended = tonumber(redis.call('HGET', META, 'ended' .. at) or nil)
    if ended and clock - ended < policy.graceMs then
      recent[#recent + 1] = seenKey(at)
    end
  end
  return recent
end

local function updateLive(recent)
  redis.call('BITOP', 'OR', SCRATCH, unpack(recent))
  redis.call('BITOP', 'AND', LIVE, SCRATCH, QUEUED)
  redis.call('DEL', SCRATCH)
  redis.call('HSET', META, 'present', int(redis.call('BITCOUNT', LIVE)))
end

updateLive(rotateSeen())
local newest = redis.call('HGET', META, 'next')
if newest ~= redis.call('ZRANGE', TIMELINE, '-1', '-1', 'WITHSCORES')[2] then
  redis.call('ZADD', TIMELINE, newest, newest .. ':' .. int(now))
  redis.call('ZREMRANGEBYRANK', TIMELINE, '0', '-20001') -- 20,000 entries cover at least 2 h
end
local more = admit(policy)
redis.call('HSET', META, 'tickAt', int(now))
if #(ARGV[6] or '') > 0 then
  redis.call('HSET', META, 'estimator', ARGV[6])
end

local isCancelled = policy.state == 'CANCELLED'
if isCancelled then
  endAllActive('CANCELLED')
end
if now >= policy.closesAt then
  local left = redis.call('ZRANGE', WAITING, '0', tostring(ENDS_PER_CALL - 1), 'WITHSCORES')
  for i = 1, #left, 2 do
    endWaiting(left[i], tonumber(left[i + 1]), isCancelled and 'CANCELLED' or 'SALE_CLOSED')
  end
end

-- Releases unused numbers while no user waits and no turn is unclaimed, because a loss of Redis
-- then costs no place. Keeps the numbers until PostgreSQL has all entries of the log, and during
-- the recovery time, in which users may still rejoin.
local numbers = redis.call('HMGET', META, 'next', 'reserved', 'reservations', 'joinedAt',
  'unclaimed', 'idle', 'event', 'drained')
local last, reserved, reservations, joinedAt, unclaimed, idle, event, drained = unpack(numbers)
local isReleased = last == reserved and last == idle
local isQuiet = now - tonumber(joinedAt or '0') >= quietMs and tonumber(unclaimed or '0') == 0
local isSafe = event == drained and not isHeld(policy)
if isQuiet and isSafe and not isReleased and redis.call('ZCARD', WAITING) == 0 then
  redis.call('HSET', META, 'reserved', last, 'idle', last)
  return { last, reservations }
end
return more and 'MORE' or 'DONE'
