--- @include "places"
--- @include "presence"
--- @include "counters"
--- @include "log"

-- Logs the end of a user's place. A user has only one place, so the end revokes all tokens that the
-- user got for this queue. The end revokes tokens up to the last issued number, because any later
-- place of the user gets a higher number.
local function logEnd(user, number, reason)
  local lastIssued = redis.call('HGET', META, 'next')
  appendToLog(
    'END',
    { user = user, number = number, revokedUpTo = tonumber(lastIssued), reason = reason }
  )
  redis.call('HSET', REVOKED, user, lastIssued)
  count(reason)
end

local function endActive(user, place, reason)
  redis.call('ZREM', ACTIVE, user)
  redis.call('HDEL', PLACES, user)
  if not place.claimed then
    redis.call('HINCRBY', META, 'unclaimed', '-1')
  end
  if place.guest then
    redis.call('HINCRBY', META, 'activeGuests', '-1')
  end
  logEnd(user, place.number, reason)
end

local function endWaiting(user, number, reason)
  dequeue(user, number)
  logEnd(user, number, reason)
end

local function endLapsed(user)
  local place = placeOf(user)
  endActive(user, place, place.claimed and 'SESSION_OVER' or 'UNCLAIMED')
end

local function endAllLapsed()
  local limit = tostring(ENDS_PER_CALL)
  local lapsed = redis.call('ZRANGEBYSCORE', ACTIVE, '-inf', int(now), 'LIMIT', '0', limit)
  for _, user in ipairs(lapsed) do
    endLapsed(user)
  end
end

-- Ends the turns of a cancelled concert. The rest ends at the next ticks: no answer states a turn of a
-- cancelled concert meanwhile.
local function endAllActive(reason)
  for _, user in ipairs(redis.call('ZRANGE', ACTIVE, '0', tostring(ENDS_PER_CALL - 1))) do
    endActive(user, placeOf(user), reason)
  end
end
