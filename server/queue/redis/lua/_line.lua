-- Prefixed to every command of the line: its keys, its clock, who is present, its admission step.
-- One concert is one hash tag, so all keys live on one node of a cluster:
--   KEYS[1]  meta      hash    epoch, server, version, policy (JSON); the numbers: floor, base, next, reserved, reservations and
--                              idle (up to which they were given back);
--                              bucket, bucketAt (the rate's allowance); forgiven (ms by which the absence clock is behind),
--                              seenBucket, seenAt (by that clock, since when), ended0 to ended8; tickAt, joinedAt,
--                              heldUntil (nobody is admitted before); present, unclaimed (counts); served (highest number
--                              admitted); measured (JSON, lua/tick.lua), and what of it the wait is estimated by: estimate (JSON)
--   KEYS[2]  waiting   zset    user -> number
--   KEYS[3]  active    zset    user -> the moment (ms) at which the place ends unless something happens before
--   KEYS[4]  places    hash    user -> {number, admittedAt, untilAt, claimed} of an active place, JSON
--   KEYS[5]  ends      stream  places that ended, until an instance has carried them into PostgreSQL
--   KEYS[6]  queued    bits    by number: waits
--   KEYS[7]  live      bits    by number: waits and has been seen within the grace time, as of the last beat and what came since
--   KEYS[8]  scratch   bits    used within one command only
--   KEYS[9]  timeline  zset    "number:ms" -> number: the highest number at each beat that found a new one
--   KEYS[10] tallies   hash    what has happened since the epoch began, counted
--   KEYS[11] to [19]   seen    bits by number: seen in one ninth of the time of the absence clock that is looked back on
--   KEYS[20] pending  zset    user -> how many came before: those who came while no number could be given, until one can
--   KEYS[21] spent    hash    user -> the number up to which all tokens of theirs are spent, as far as this store has seen it
-- Numbers only grow, over all epochs; a bit's place is its number less the floor, below which nobody can wait any more.
-- Times are milliseconds of Redis' clock. Numbers go to redis.call as strings: the embedded server keeps 14 digits of raw ones.
local META, WAITING, ACTIVE, PLACES, ENDS = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local QUEUED, LIVE, SCRATCH, TIMELINE, TALLIES, PENDING, SPENT = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10], KEYS[20], KEYS[21]
local BUCKETS = 9 -- eight make the grace time, and one is being filled: whoever is stepped over was away for 1 to 9/8 of it
local ADMISSION = 60000 -- one admission, in the unit of the allowance: (admissions per minute) * ms
local ENDS_PER_CALL = 500
local ADMISSIONS_PER_CALL = 500
local GAP_MS = 5000

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000 + math.floor(tonumber(clock[2]) / 1000)

local function int(number)
  return string.format('%.0f', number)
end

-- Which server process this is: started anew with the data of before, it may lack the last second, and would give numbers twice.
local function server()
  local info = redis.pcall('INFO', 'server')
  local _, at = (type(info) == 'string' and info or ''):find('run_id:', 1, true) -- as it stands: half the cost of a pattern
  return at and info:sub(at + 1, at + 40) or ''
end

local floor -- of the line at hand: set by policyAt

-- The concert's policy, or nil when the store does not know this epoch, or has been restarted since: the caller answers STALE.
local function policyAt(epoch)
  local meta = redis.call('HMGET', META, 'epoch', 'server', 'policy', 'floor')
  if meta[1] ~= epoch or meta[2] ~= server() then
    return nil
  end
  floor = tonumber(meta[4])
  return cjson.decode(meta[3])
end

local function count(what, by)
  redis.call('HINCRBY', TALLIES, what, int(by or 1))
end

local function placeOf(user)
  local place = redis.call('HGET', PLACES, user)
  return place and cjson.decode(place)
end

local function numberOf(user)
  return tonumber(redis.call('ZSCORE', WAITING, user) or nil)
end

-- Whether a token of `number` is good for a person's place at `held`. It may be of a higher number only where they came back
-- with an older and better one: a place's number never grows.
local function isGoodFor(number, held)
  return number >= held
end

-- ---- who waits, and who of them is present

local function bitOf(number)
  return int(number - floor - 1)
end

local function setLive(number, value)
  local was = redis.call('SETBIT', LIVE, bitOf(number), value)
  if was ~= tonumber(value) then
    redis.call('HINCRBY', META, 'present', value == '1' and '1' or '-1')
  end
end

local function see(number)
  local bucket = tonumber(redis.call('HGET', META, 'seenBucket') or '0')
  redis.call('SETBIT', KEYS[11 + bucket], bitOf(number), '1')
  setLive(number, '1')
end

local function enqueue(user, number)
  redis.call('ZADD', WAITING, int(number), user)
  redis.call('SETBIT', QUEUED, bitOf(number), '1')
  see(number)
end

-- Sets the bits of numbers that follow each other, 32 at once.
local function setBits(key, first, last)
  local sets = {}
  for from = first, last, 32 do
    local width = math.min(32, last - from + 1)
    for _, argument in ipairs({ 'SET', 'u' .. width, bitOf(from), int(2 ^ width - 1) }) do
      sets[#sets + 1] = argument
    end
  end
  redis.call('BITFIELD', key, unpack(sets))
end

-- Gives these people the numbers after `last`, in their order: each command once for all of them, or a crowd takes Redis too long.
local function giveNumbers(users, last)
  local numbers = {}
  for at, user in ipairs(users) do
    numbers[2 * at - 1], numbers[2 * at] = int(last + at), user
  end
  redis.call('ZADD', WAITING, unpack(numbers))
  local bucket = tonumber(redis.call('HGET', META, 'seenBucket') or '0')
  for _, key in ipairs({ QUEUED, LIVE, KEYS[11 + bucket] }) do
    setBits(key, last + 1, last + #users)
  end
  redis.call('HINCRBY', META, 'present', int(#users))
  redis.call('HSET', META, 'next', int(last + #users), 'joinedAt', int(now))
  count('joins', #users)
end

local function dequeue(user, number)
  redis.call('ZREM', WAITING, user)
  redis.call('SETBIT', QUEUED, bitOf(number), '0')
  setLive(number, '0')
end

-- How many of the `present` have a lower number: counted from the nearer end, since a million bits take longer than all the rest.
local function presentBelow(number, present)
  local at = number - floor - 1
  local byte = math.floor(at / 8)
  local below = 0
  if 2 * byte > redis.call('STRLEN', LIVE) then
    below = present - redis.call('BITCOUNT', LIVE, int(byte), '-1')
  elseif byte > 0 then
    below = redis.call('BITCOUNT', LIVE, '0', int(byte - 1))
  end
  local rest = math.floor((redis.call('GETRANGE', LIVE, int(byte), int(byte)):byte() or 0) / 2 ^ (8 - at % 8))
  while rest > 0 do
    below, rest = below + rest % 2, math.floor(rest / 2)
  end
  return below
end

-- ---- ends

-- The number up to which the tokens of a person give no place any more, as far as this store knows: a command that puts them back may
-- have been sent before their place ended.
local function spentUpTo(user)
  return tonumber(redis.call('HGET', SPENT, user) or '0')
end

-- A person has one place. When it ends, so does every token that they have been given until then, whichever of them it stood for:
-- all up to the last number that the line has given, since whatever they get later is higher.
local function logEnd(user, reason)
  local last = redis.call('HGET', META, 'next')
  redis.call('XADD', ENDS, '*', 'user', user, 'number', last, 'reason', reason)
  redis.call('HSET', SPENT, user, last)
  count(reason)
end

local function endActive(user, place, reason)
  redis.call('ZREM', ACTIVE, user)
  redis.call('HDEL', PLACES, user)
  if not place.claimed then
    redis.call('HINCRBY', META, 'unclaimed', '-1')
  end
  logEnd(user, reason)
end

local function endWaiting(user, number, reason)
  dequeue(user, number)
  logEnd(user, reason)
end

-- An active place whose time is over has ended, whether or not a beat has come since.
local function hasLapsed(user)
  local endsAt = redis.call('ZSCORE', ACTIVE, user)
  return not endsAt or tonumber(endsAt) <= now
end

local function endLapsed(user)
  local place = placeOf(user)
  endActive(user, place, place.claimed and 'SESSION_OVER' or 'UNCLAIMED')
end

local function endAllLapsed()
  for _, user in ipairs(redis.call('ZRANGEBYSCORE', ACTIVE, '-inf', int(now), 'LIMIT', '0', tostring(ENDS_PER_CALL))) do
    endLapsed(user)
  end
end

-- ---- admission

-- When no instance has come by for a while, nobody could: nobody's absence is counted from it, those who were admitted have the
-- time to come once more, and before anyone is admitted all who wait have the time to be seen again.
local function forgiveGap(policy)
  local meta = redis.call('HMGET', META, 'tickAt', 'unclaimed')
  local gap = meta[1] and now - tonumber(meta[1]) or 0
  if gap <= GAP_MS then
    return
  end
  redis.call('HSET', META, 'tickAt', int(now))
  redis.call('HINCRBY', META, 'forgiven', int(gap))
  if redis.call('ZCARD', WAITING) > 0 then
    redis.call('HSET', META, 'heldUntil', int(now + policy.recoveryMs))
  end
  if tonumber(meta[2] or '0') > 0 then
    for _, user in ipairs(redis.call('ZRANGEBYSCORE', ACTIVE, '-inf', int(now + policy.claimMs))) do
      local place = placeOf(user)
      if not place.claimed then
        local endsAt = math.max(tonumber(redis.call('ZSCORE', ACTIVE, user)) + gap, now + policy.recoveryMs)
        redis.call('ZADD', ACTIVE, int(math.min(endsAt, place.untilAt)), user)
      end
    end
  end
end

-- Whether the line is being put together again. A clock that was put back far does not make a hold longer than twice its window; one
-- that was put back a little does not end it.
local function isHeld(policy)
  local left = tonumber(redis.call('HGET', META, 'heldUntil') or '0') - now
  return left > 0 and left <= 2 * policy.recoveryMs
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

local WAIT_BOUNDS = { 1, 5, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200 } -- seconds

-- Counts how long people have waited, lowest number first: since the first beat after they took their number.
local function countWaits(numbers)
  local counts, waitMs, upTo, joinedAt = {}, 0, nil, nil
  for _, number in ipairs(numbers) do
    if not upTo or number > upTo then
      local entry = redis.call('ZRANGEBYSCORE', TIMELINE, int(number), '+inf', 'WITHSCORES', 'LIMIT', '0', '1')
      upTo = tonumber(entry[2]) or math.huge
      joinedAt = entry[1] and tonumber(entry[1]:match(':(%d+)')) or now
    end
    local ms, bound = math.max(0, now - joinedAt), 1
    while WAIT_BOUNDS[bound] and ms > WAIT_BOUNDS[bound] * 1000 do
      bound = bound + 1
    end
    counts[bound], waitMs = (counts[bound] or 0) + 1, waitMs + ms
  end
  for bound, people in pairs(counts) do
    count('wait' .. bound, people)
  end
  count('waitMs', waitMs)
end

-- Makes it the turn of these people, who wait no longer: each command once for all of them, or 500 take Redis too long.
local function activate(users, numbers, policy)
  local untilAt = now + policy.sessionMs
  local endsAt = int(math.min(now + policy.claimMs, untilAt))
  local ends, places = {}, {}
  for at, user in ipairs(users) do
    ends[2 * at - 1], ends[2 * at] = endsAt, user
    places[2 * at - 1] = user
    places[2 * at] = cjson.encode({ number = numbers[at], admittedAt = now, untilAt = untilAt, claimed = false })
  end
  redis.call('ZREM', WAITING, unpack(users))
  redis.call('ZADD', ACTIVE, unpack(ends))
  redis.call('HSET', PLACES, unpack(places))
  redis.call('HINCRBY', META, 'present', int(-#users))
  redis.call('HINCRBY', META, 'unclaimed', int(#users))
  countWaits(numbers)
end

-- Whether people are admitted at this time, as far as there is room.
local function isAdmitting(policy)
  return not policy.pauseReason and now >= policy.opensAt and now < policy.closesAt and not isHeld(policy)
end

-- Moves the lowest numbers that are present from waiting to active, as far as capacity and rate have room. Whoever is absent is
-- stepped over, keeps the number, and is the next one when they are back. Returns whether another call might admit more, and the highest
-- number that was admitted (0: none).
local function admit(policy)
  forgiveGap(policy)
  endAllLapsed()
  if not isAdmitting(policy) then
    return false, 0
  end
  local allowance = allowanceAt(policy)
  local room = math.min(policy.capacity - redis.call('ZCARD', ACTIVE), math.floor(allowance / ADMISSION), ADMISSIONS_PER_CALL)
  local users, numbers, byte = {}, {}, 0
  while #users < room do
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
    local number = numbers[admitted]
    redis.call('HSET', META, 'bucket', int(allowance - admitted * ADMISSION), 'bucketAt', int(now))
    if number > tonumber(redis.call('HGET', META, 'served')) then
      redis.call('HSET', META, 'served', int(number))
    end
    count('admitted', admitted)
  end
  return admitted == ADMISSIONS_PER_CALL, numbers[admitted] or 0
end

-- ---- how a place stands

-- What everyone in the line is told alike. What the wait is estimated by is told while people are admitted, and as the text that
-- it is kept as: to read it and write it again would make an answer cost half as much again.
local function conditions(policy)
  return {
    now = now, pauseReason = policy.pauseReason, message = policy.message, recovering = isHeld(policy),
    ratePerMinute = policy.ratePerMinute, capacity = policy.capacity, sessionMs = policy.sessionMs,
    graceMs = policy.graceMs, estimate = isAdmitting(policy) and redis.call('HGET', META, 'estimate') or nil,
  }
end

-- The place of a person as a table: {state, number, position, behind}, of a turn {admittedAt, untilAt, claimed, given} too (the last
-- number that the line has given: its end spends all up to it), and the conditions, which may be given.
local function standing(policy, user, common)
  local answer = {}
  for name, value in pairs(common or conditions(policy)) do
    answer[name] = value
  end
  answer.state, answer.number, answer.position, answer.behind = 'EXPIRED', 0, 0, 0
  local place = placeOf(user)
  local number = not place and numberOf(user)
  local meta = redis.call('HMGET', META, 'present', 'next')
  local present = tonumber(meta[1] or '0')
  if place and not hasLapsed(user) then
    answer.state, answer.number, answer.behind = 'ACTIVE', place.number, present
    answer.admittedAt, answer.untilAt, answer.claimed = place.admittedAt, place.untilAt, place.claimed
    answer.given = tonumber(meta[2])
  elseif number then
    answer.state, answer.number = 'WAITING', number
    answer.position = presentBelow(number, present) + 1
    answer.behind = present - answer.position
  end
  return answer
end
