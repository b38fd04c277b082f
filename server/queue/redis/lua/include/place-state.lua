--- @include "places"
--- @include "presence"
--- @include "recovery"

-- Returns the part of a place's state that all places of the queue share. The estimator's state
-- stays encoded, because decoding and encoding it would raise the cost of a reply by 50 %.
local function queueConditions(policy)
  return {
    now = now, pauseReason = policy.pauseReason, message = policy.message,
    recovering = isHeld(policy), open = isAdmitting(policy),
    ratePerMinute = policy.ratePerMinute, capacity = policy.capacity,
    sessionMs = policy.sessionMs, graceMs = policy.graceMs,
    cancelled = policy.state == 'CANCELLED' or nil,
    active = redis.call('ZCARD', ACTIVE),
    estimator = redis.call('HGET', META, 'estimator') or nil,
  }
end

-- Returns the start of a reply about several places: the time, then the other conditions (JSON).
-- Without the time, the JSON stays equal until a condition changes, so instances parse it once.
local function replyWithConditions(policy)
  local conditions = queueConditions(policy)
  conditions.now = nil
  return { int(now), cjson.encode(conditions) }
end

-- Counts the present places with a lower number. Counts from the nearer end, because a scan of a
-- million bits costs more than the rest of the command.
local function presentBelow(number, present)
  local at = number - floor - 1
  local byte = math.floor(at / 8)
  local rank = 0
  if 2 * byte > redis.call('STRLEN', LIVE) then
    rank = present - redis.call('BITCOUNT', LIVE, int(byte), '-1')
  elseif byte > 0 then
    rank = redis.call('BITCOUNT', LIVE, '0', int(byte - 1))
  end
  local bits = redis.call('GETRANGE', LIVE, int(byte), int(byte)):byte() or 0
  local rest = math.floor(bits / 2 ^ (8 - at % 8))
  while rest > 0 do
    rank, rest = rank + rest % 2, math.floor(rest / 2)
  end
  return rank
end

-- Returns the figures of the queue that placeState needs.
local function queueFigures()
  local meta = redis.call('HMGET', META, 'present', 'drained')
  return { present = tonumber(meta[1] or '0'), drained = tonumber(meta[2] or '0') }
end

-- Returns {state, number, position, behind} of a user, whose active place is `place` (false without
-- one). For an active place, also returns {admittedAt, untilAt, claimed, undrained}. `undrained` is
-- the event of the admission if PostgreSQL may lack it; then no reply may state the admission before
-- a drain.
local function placeState(user, figures, place)
  local present = figures.present
  if place and not hasLapsed(user) then
    local event = place.event or 0
    return {
      state = 'ACTIVE', number = place.number, position = 0, behind = present,
      admittedAt = place.admittedAt, untilAt = place.untilAt, claimed = place.claimed,
      undrained = event > figures.drained and event or nil,
    }
  end
  local number = not place and numberOf(user)
  if number then
    local position = presentBelow(number, present) + 1
    return { state = 'WAITING', number = number, position = position, behind = present - position }
  end
  return { state = 'EXPIRED', number = 0, position = 0, behind = 0 }
end

-- Returns a state of placeState as words, which cost a tenth of the same state in JSON.
local function placeWords(place)
  local words = ('%s %.0f %.0f %.0f'):format(
    place.state, place.number, place.position, place.behind
  )
  if place.state ~= 'ACTIVE' then
    return words
  end
  return ('%s %.0f %.0f %d %.0f'):format(
    words, place.admittedAt, place.untilAt, place.claimed and 1 or 0, place.undrained or 0
  )
end
