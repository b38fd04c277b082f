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
    active = redis.call('ZCARD', ACTIVE),
    estimator = redis.call('HGET', META, 'estimator') or nil,
  }
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

-- Returns queueConditions and the user's {state, number, position, behind}. For an active place,
-- also returns {admittedAt, untilAt, claimed, undrained}. `undrained` is the event of the admission
-- if PostgreSQL may lack it; then no reply may state the admission before a drain.
local function placeState(policy, user, conditions)
  local answer = {}
  for name, value in pairs(conditions or queueConditions(policy)) do
    answer[name] = value
  end
  answer.state, answer.number, answer.position, answer.behind = 'EXPIRED', 0, 0, 0
  local place = placeOf(user)
  local number = not place and numberOf(user)
  local meta = redis.call('HMGET', META, 'present', 'drained')
  local present = tonumber(meta[1] or '0')
  if place and not hasLapsed(user) then
    answer.state, answer.number, answer.behind = 'ACTIVE', place.number, present
    answer.admittedAt, answer.untilAt, answer.claimed =
      place.admittedAt, place.untilAt, place.claimed
    if place.event and place.event > tonumber(meta[2] or '0') then
      answer.undrained = place.event
    end
  elseif number then
    answer.state, answer.number = 'WAITING', number
    answer.position = presentBelow(number, present) + 1
    answer.behind = present - answer.position
  end
  return answer
end
