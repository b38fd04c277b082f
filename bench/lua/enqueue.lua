--- @include "../../server/queue/redis/lua/include/numbers"
-- Adds many users to a queue in one command, with the result of joins one after the other. Absent
-- users wait with a number but count as unseen, as after the grace time.
-- ARGV: epoch, present | absent, number of the first user, then the users.
-- Returns STALE if the epoch is over, else DONE.
if not policyAt(ARGV[1]) then
  return 'STALE'
end
for at = 4, #ARGV do
  local number = tonumber(ARGV[3]) + at - 4
  if ARGV[2] == 'present' then
    enqueue(ARGV[at], number)
  else
    redis.call('ZADD', WAITING, int(number), ARGV[at])
    redis.call('SETBIT', QUEUED, bitOf(number), '1')
  end
end
count('joins', #ARGV - 3)
local last = math.max(tonumber(redis.call('HGET', META, 'next')), tonumber(ARGV[3]) + #ARGV - 4)
redis.call('HSET', META, 'next', int(last))
return 'DONE'
