-- One beat of a line: ends what has lapsed, finds who is present, admits whoever there is room for, measures how it goes. Every
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

-- What the wait is estimated by (server/queue/estimate/eta.ts), measured about once a second and kept as JSON in the meta hash:
--   at, open, admitted, joined, active, present   what was seen then
--   heldMs, counted   since the mean turn was last measured: active people * ms, and turns counted by what has begun of them
--   turnMs, turns     the mean turn, and how many turns it rests on
--   guess             which share of the mean turn is still the first guess (1 to 0)
--   spread            how unevenly turns end: the mean of deviation^2 / what pure chance would give
--   reach             which part of the rate is reached where nothing but the rate limits
--   leaving           which part of those who wait goes away by itself in a second
local MEASURED_MS = 1000
local GUESSED_SHARE = 0.25 -- few stay to the end of their session
local GUESSED_ROOMS = 0.3  -- the first guess weighs as much as so many rooms full of turns
local ROOMS_MAX = 2        -- the mean turn forgets: it rests on the last so many rooms full of turns
local TURNS_MIN = 8
local TURN_MS_MIN = 1000
-- A turn counts for so much when it begins, and for the rest when it ends. If it counted only at its end, a room that has just
-- been filled would look as if turns lasted twice as long as they do.
local BEGUN_SHARE = 0.45
-- How far back these are remembered: what the rate reaches over so long, and over so many admissions if that is longer.
local REACH_MS, REACH_ADMISSIONS, LEAVING_MS = 60000, 120, 600000
local REACH_ROOM = 0.8 -- in a room that is filled so far, what limits is not the rate alone

-- How many turns a room full of people is: as many as fit in, or as the rate lets in while one lasts.
local function roomOf(turnMs)
  return math.max(TURNS_MIN, math.min(policy.capacity, policy.ratePerMinute * turnMs / 60000))
end

local function measureTurns(state, before)
  local begun = state.active - before.active
  local ended = math.max(0, state.admitted - before.admitted - begun)
  state.heldMs = before.heldMs + (before.active + state.active) / 2 * (state.at - before.at)
  state.counted = before.counted + ended + BEGUN_SHARE * begun
  if ended == 0 then
    return
  end
  local counted = state.counted
  state.turns = math.min(before.turns + counted, math.max(counted, ROOMS_MAX * roomOf(before.turnMs)))
  local gain = counted / state.turns
  local deviation = state.heldMs / counted - before.turnMs
  state.turnMs = math.max(TURN_MS_MIN, before.turnMs + gain * deviation)
  state.guess = before.guess * (1 - gain)
  state.spread = before.spread + gain * (counted * (deviation / before.turnMs) ^ 2 - before.spread)
  state.heldMs, state.counted = 0, 0
end

-- Learnt where only the rate can have limited: people waited, and there was room for more.
local function measureReach(state, before)
  local limited = before.open and state.open and before.present > 0 and state.present > 0
  if limited and math.max(before.active, state.active) <= REACH_ROOM * policy.capacity then
    local elapsed = state.at - before.at
    local expected = policy.ratePerMinute * elapsed / 60000
    local gain = 1 - math.exp(-math.min(elapsed / REACH_MS, expected / REACH_ADMISSIONS))
    state.reach = before.reach + gain * ((state.admitted - before.admitted) / expected - before.reach)
  end
end

local function measureLeaving(state, before)
  if state.open and before.present > 0 then
    local elapsed = state.at - before.at
    local gone = before.present + state.joined - before.joined - (state.admitted - before.admitted) - state.present
    local latest = gone * 1000 / (before.present * elapsed)
    state.leaving = before.leaving + (1 - math.exp(-elapsed / LEAVING_MS)) * (latest - before.leaving)
  end
end

local function measure()
  local known = redis.call('HGET', META, 'measured')
  local before = known and cjson.decode(known)
  local elapsed = before and now - before.at
  if before and elapsed >= 0 and elapsed < MEASURED_MS then
    return
  end
  local tallies = redis.call('HMGET', TALLIES, 'admitted', 'joins')
  local state = {
    at = now, open = isAdmitting(policy), active = redis.call('ZCARD', ACTIVE),
    admitted = tonumber(tallies[1] or '0'), joined = tonumber(tallies[2] or '0'),
    present = tonumber(redis.call('HGET', META, 'present')), heldMs = 0, counted = 0,
  }
  if before then
    for _, name in ipairs({ 'turnMs', 'turns', 'guess', 'spread', 'reach', 'leaving' }) do
      state[name] = before[name]
    end
  else
    state.turnMs = policy.sessionMs * GUESSED_SHARE
    state.turns = GUESSED_ROOMS * roomOf(state.turnMs)
    state.counted = BEGUN_SHARE * state.active
    state.guess, state.spread, state.reach, state.leaving = 1, 1, 1, 0
  end
  if before and elapsed > 0 and elapsed <= GAP_MS then -- after a gap nothing is known of the time between
    measureTurns(state, before)
    measureReach(state, before)
    measureLeaving(state, before)
  end
  local estimate = { state.active, state.turnMs, state.turns, state.guess, state.spread, state.reach, state.leaving }
  redis.call('HSET', META, 'measured', cjson.encode(state), 'estimate', cjson.encode(estimate))
end
measure()

-- Where nobody waits and everyone who was admitted has come, a loss of the store would cost nobody a place.
local numbers = redis.call('HMGET', META, 'next', 'reserved', 'reservations', 'joinedAt', 'unclaimed', 'idle')
local quiet = now - tonumber(numbers[4] or '0') >= tonumber(ARGV[5])
local given = numbers[1] == numbers[2] and numbers[1] == numbers[6]
if quiet and not given and tonumber(numbers[5] or '0') == 0 and redis.call('ZCARD', WAITING) == 0 then
  redis.call('HSET', META, 'reserved', numbers[1], 'idle', numbers[1])
  return { numbers[1], numbers[3] }
end
return more and 'MORE' or 'DONE'
