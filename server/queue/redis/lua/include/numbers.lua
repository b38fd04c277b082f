--- @include "presence"
--- @include "counters"

-- Sets the bits of the numbers from `first` to `last`, 32 at a time.
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

-- Issues the numbers after `last` to `users`, in their order. Each Redis command runs once for all
-- users, because one command per user would block Redis in a rush.
local function issueNumbers(users, last)
  local numbers = {}
  for at, user in ipairs(users) do
    numbers[2 * at - 1], numbers[2 * at] = int(last + at), user
  end
  redis.call('ZADD', WAITING, unpack(numbers))
  for _, key in ipairs({ QUEUED, LIVE, currentSeenKey() }) do
    setBits(key, last + 1, last + #users)
  end
  redis.call('HINCRBY', META, 'present', int(#users))
  redis.call('HSET', META, 'next', int(last + #users), 'joinedAt', int(now))
  count('joins', #users)
end
