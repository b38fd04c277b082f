--- @include "policy"

local function bitOf(number)
  return int(number - floor - 1)
end

local function currentSeenKey()
  return seenKey(tonumber(redis.call('HGET', META, 'seenBucket') or '0'))
end

local function setLive(number, value)
  local was = redis.call('SETBIT', LIVE, bitOf(number), value)
  if was ~= tonumber(value) then
    redis.call('HINCRBY', META, 'present', value == '1' and '1' or '-1')
  end
end

local function markSeen(number)
  redis.call('SETBIT', currentSeenKey(), bitOf(number), '1')
  setLive(number, '1')
end

local function enqueue(user, number)
  redis.call('ZADD', WAITING, int(number), user)
  redis.call('SETBIT', QUEUED, bitOf(number), '1')
  markSeen(number)
end

local function dequeue(user, number)
  redis.call('ZREM', WAITING, user)
  redis.call('SETBIT', QUEUED, bitOf(number), '0')
  setLive(number, '0')
end
