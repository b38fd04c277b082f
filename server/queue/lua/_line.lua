-- Prefixed to every command of the line: its keys, its clock, its admission step.
-- One concert is one hash tag, so all keys live on one node of a cluster:
--   KEYS[1] meta     hash    epoch, version, policy (JSON), next (last number given), bucket and bucketAt (the rate's
--                            allowance), tickAt, admitted (since the epoch began), paceAt, paceFrom, pace (admissions/s)
--   KEYS[2] waiting  zset    user -> epoch * 2^32 + number
--   KEYS[3] active   zset    user -> the moment (ms) at which the place ends unless something happens before
--   KEYS[4] places   hash    user -> {number, admittedAt, untilAt, claimed} of an active place, JSON
--   KEYS[5] ends     stream  places that ended, until an instance has carried them into PostgreSQL
-- Times are milliseconds of Redis' clock. Numbers go to redis.call as strings: the embedded server keeps 14 digits of raw ones.
local META, WAITING, ACTIVE, PLACES, ENDS = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local PER_EPOCH = 4294967296
local ADMISSION = 60000 -- one admission, in the unit of the allowance: (admissions per minute) * ms
local ENDS_PER_CALL = 500
local ADMISSIONS_PER_CALL = 500

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

local function int(number)
  return string.format('%.0f', number)
end

-- The concert's policy, or nil when the store does not know this epoch: the caller then answers STALE.
local function policyAt(epoch)
  local meta = redis.call('HMGET', META, 'epoch', 'policy')
  if meta[1] ~= epoch or not meta[2] then
    return nil
  end
  return cjson.decode(meta[2])
end

local function placeOf(user)
  local place = redis.call('HGET', PLACES, user)
  return place and cjson.decode(place)
end

local function logEnd(epoch, user, number, reason)
  redis.call('XADD', ENDS, '*', 'user', user, 'epoch', epoch, 'number', int(number), 'reason', reason)
end

local function endActive(epoch, user, place, reason)
  redis.call('ZREM', ACTIVE, user)
  redis.call('HDEL', PLACES, user)
  logEnd(epoch, user, place.number, reason)
end

local function endWaiting(epoch, user, score, reason)
  redis.call('ZREM', WAITING, user)
  logEnd(epoch, user, score - tonumber(epoch) * PER_EPOCH, reason)
end

-- An active place whose time is over has ended, whether or not a tick has run since.
local function hasLapsed(user)
  local endsAt = redis.call('ZSCORE', ACTIVE, user)
  return not endsAt or tonumber(endsAt) <= now
end

local function endLapsed(epoch, user)
  local place = placeOf(user)
  endActive(epoch, user, place, place.claimed and 'SESSION_OVER' or 'UNCLAIMED')
end

local function endAllLapsed(epoch)
  for _, user in ipairs(redis.call('ZRANGEBYSCORE', ACTIVE, '-inf', int(now), 'LIMIT', '0', tostring(ENDS_PER_CALL))) do
    endLapsed(epoch, user)
  end
end

-- What the rate allows at this moment: a bucket that fills with time and holds one second's worth, but at least one admission.
-- So in any t seconds at most rate * t / 60 plus one second's worth are admitted. Since it is only looked at on beats, it holds
-- what comes in between two of them on top, or a rate of 54 would give 40; but never so much that one more fits at once.
local function allowanceAt(policy)
  local second = policy.ratePerMinute * 1000
  local most = math.max(ADMISSION, second)
  local full = math.min(most + second, (math.floor(most / ADMISSION) + 1) * ADMISSION - 1)
  local meta = redis.call('HMGET', META, 'bucket', 'bucketAt')
  if not meta[1] then
    return full
  end
  if now < tonumber(meta[2]) then -- the clock was put back: the bucket fills from here on, not only once that moment comes again
    redis.call('HSET', META, 'bucketAt', int(now))
    return math.min(full, tonumber(meta[1]))
  end
  return math.min(full, tonumber(meta[1]) + (now - tonumber(meta[2])) * policy.ratePerMinute)
end

-- Moves the lowest numbers from waiting to active, as far as capacity and rate have room.
local function admit(epoch, policy)
  endAllLapsed(epoch)
  if policy.pauseReason or now < policy.opensAt or now >= policy.closesAt then
    return
  end
  local allowance = allowanceAt(policy)
  local room = math.min(policy.capacity - redis.call('ZCARD', ACTIVE), math.floor(allowance / ADMISSION), ADMISSIONS_PER_CALL)
  if room < 1 then
    return
  end
  local heads = redis.call('ZRANGE', WAITING, '0', tostring(room - 1), 'WITHSCORES')
  for i = 1, #heads, 2 do
    local user, number = heads[i], tonumber(heads[i + 1]) - tonumber(epoch) * PER_EPOCH
    local untilAt = now + policy.sessionMs
    redis.call('ZREM', WAITING, user)
    redis.call('ZADD', ACTIVE, int(math.min(now + policy.claimMs, untilAt)), user)
    redis.call('HSET', PLACES, user, cjson.encode({ number = number, admittedAt = now, untilAt = untilAt, claimed = false }))
  end
  local admitted = #heads / 2
  if admitted > 0 then
    redis.call('HSET', META, 'bucket', int(allowance - admitted * ADMISSION), 'bucketAt', int(now))
    redis.call('HINCRBY', META, 'admitted', tostring(admitted))
  end
end

-- How a place stands, as JSON: {state, number, position, behind, untilAt, now, pauseReason, message, pace}.
local function standing(epoch, policy, user)
  local answer = { state = 'EXPIRED', number = 0, position = 0, behind = 0, now = now, pauseReason = policy.pauseReason, message = policy.message, pace = tonumber(redis.call('HGET', META, 'pace') or '0') }
  local place = placeOf(user)
  local score = not place and redis.call('ZSCORE', WAITING, user)
  if place and not hasLapsed(user) then
    answer.state, answer.number, answer.untilAt = 'ACTIVE', place.number, place.untilAt
    answer.behind = redis.call('ZCARD', WAITING)
  elseif score then
    answer.state, answer.number = 'WAITING', tonumber(score) - tonumber(epoch) * PER_EPOCH
    answer.position = redis.call('ZRANK', WAITING, user) + 1
    answer.behind = redis.call('ZCARD', WAITING) - answer.position
  end
  return cjson.encode(answer)
end
