--- @include "ends"
--- @include "recovery"
local ADMISSION = 60000 -- cost of one admission, in admissions per minute * ms
local ADMISSIONS_PER_CALL = 500

-- Returns the allowance of the rate, which is the content of a bucket that fills over time. The
-- bucket holds the admissions of one second, but at least one admission. In t seconds, the queue
-- admits at most rate * t / 60 users plus the admissions of one second. A full bucket would lose
-- the inflow until the next tick, so the bucket has a reserve: the inflow of one more second.
-- Without the reserve, a rate of 54 per minute would admit only 40 users per minute. The reserve is
-- too small to admit one more user at once.
local function allowanceAt(policy)
  local second = policy.ratePerMinute * 1000
  local most = math.max(ADMISSION, second)
  local full = math.min(most + second, (math.floor(most / ADMISSION) + 1) * ADMISSION - 1)
  local meta = redis.call('HMGET', META, 'bucket', 'bucketAt')
  if not meta[1] then
    return full
  end
  if now < tonumber(meta[2]) then
    -- After a backward jump of Redis' clock, the bucket fills from now on.
    redis.call('HSET', META, 'bucketAt', int(now))
    return math.min(full, tonumber(meta[1]))
  end
  return math.min(full, tonumber(meta[1]) + (now - tonumber(meta[2])) * policy.ratePerMinute)
end

local WAIT_BOUNDS = { 1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200 } -- seconds

-- Counts each user's wait from the first tick after the join. `numbers` must be in ascending order.
-- Returns the waits as a list of {number of users, ms}.
local function countWaits(numbers)
  local counts, waitMs, waits, upTo = {}, 0, {}, nil
  for _, number in ipairs(numbers) do
    if not upTo or number > upTo then
      local from = int(number)
      local entry =
        redis.call('ZRANGEBYSCORE', TIMELINE, from, '+inf', 'WITHSCORES', 'LIMIT', '0', '1')
      upTo = tonumber(entry[2]) or math.huge
      local joinedAt = entry[1] and tonumber(entry[1]:match(':(%d+)')) or now
      waits[#waits + 1] = { 0, math.max(0, now - joinedAt) }
    end
    local wait = waits[#waits]
    wait[1] = wait[1] + 1
    local ms, bound = wait[2], 1
    while WAIT_BOUNDS[bound] and ms > WAIT_BOUNDS[bound] * 1000 do
      bound = bound + 1
    end
    counts[bound], waitMs = (counts[bound] or 0) + 1, waitMs + ms
  end
  for bound, users in pairs(counts) do
    count('wait' .. bound, users)
  end
  count('waitMs', waitMs)
  return waits
end

-- Logs one entry for all `users`, so that PostgreSQL records them together. The end of each turn
-- revokes the user's tokens with numbers up to lastIssued. `waits` is as of countWaits, nil for a
-- guest. Returns the event of the entry.
local function logAdmissions(users, numbers, untilAt, waits)
  return appendToLog('ADMIT', {
    users = users, numbers = numbers, admittedAt = now, untilAt = untilAt,
    lastIssued = tonumber(redis.call('HGET', META, 'next')), waits = waits,
    guest = not waits or nil,
  })
end

-- Gives `users` their turns. Each Redis command runs once for all users, because 500 single
-- commands would block Redis for too long.
local function activate(users, numbers, policy)
  local untilAt = now + policy.sessionMs
  local endsAt = int(math.min(now + policy.claimMs, untilAt))
  local event = logAdmissions(users, numbers, untilAt, countWaits(numbers))
  local expiries, places = {}, {}
  for at, user in ipairs(users) do
    local place = {
      number = numbers[at], admittedAt = now, untilAt = untilAt, claimed = false, event = event,
    }
    expiries[2 * at - 1], expiries[2 * at] = endsAt, user
    places[2 * at - 1], places[2 * at] = user, cjson.encode(place)
  end
  redis.call('ZREM', WAITING, unpack(users))
  redis.call('ZADD', ACTIVE, unpack(expiries))
  redis.call('HSET', PLACES, unpack(places))
  redis.call('HINCRBY', META, 'present', int(-#users))
  redis.call('HINCRBY', META, 'unclaimed', int(#users))
end

-- Gives a user a turn outside the queue's order and capacity. The user must not wait. The turn counts
-- as claimed, because a guest may arrive at any time of the session. Returns the event of the
-- admission.
local function activateGuest(user, number, policy)
  local untilAt = now + policy.sessionMs
  local event = logAdmissions({ user }, { number }, untilAt, nil)
  redis.call('ZADD', ACTIVE, int(untilAt), user)
  redis.call('HSET', PLACES, user, cjson.encode({
    number = number, admittedAt = now, untilAt = untilAt, claimed = true, event = event,
    guest = true,
  }))
  redis.call('HINCRBY', META, 'activeGuests', '1')
  redis.call('HINCRBY', META, 'guests', '1')
  return event
end

-- Returns the number of turns that count towards the capacity. A guest takes no other user's place.
local function occupied()
  return redis.call('ZCARD', ACTIVE) - tonumber(redis.call('HGET', META, 'activeGuests') or '0')
end

-- Admits the lowest present numbers, within capacity and rate. Skips absent users, who keep their
-- numbers for their return. Returns true if another call may admit more users, and the highest
-- number admitted (0 if none).
local function admit(policy)
  forgiveGap(policy)
  endAllLapsed()
  if not isAdmitting(policy) then
    return false, 0
  end
  local allowance = allowanceAt(policy)
  local free = policy.capacity - occupied()
  local most = math.min(free, math.floor(allowance / ADMISSION), ADMISSIONS_PER_CALL)
  local users, numbers, byte = {}, {}, 0
  while #users < most do
    local at = redis.call('BITPOS', LIVE, '1', int(byte))
    if at < 0 then
      break
    end
    byte = math.floor(at / 8)
    local number = at + floor + 1
    users[#users + 1] = redis.call('ZRANGEBYSCORE', WAITING, int(number), int(number))[1]
    numbers[#users] = number
    redis.call('SETBIT', LIVE, int(at), '0')
    redis.call('SETBIT', QUEUED, int(at), '0')
  end
  local admitted = #users
  if admitted > 0 then
    activate(users, numbers, policy)
    local highest, left = numbers[admitted], int(allowance - admitted * ADMISSION)
    redis.call('HSET', META, 'bucket', left, 'bucketAt', int(now))
    if highest > tonumber(redis.call('HGET', META, 'served')) then
      redis.call('HSET', META, 'served', int(highest))
    end
    count('admitted', admitted)
  end
  return admitted == ADMISSIONS_PER_CALL, numbers[admitted] or 0
end
