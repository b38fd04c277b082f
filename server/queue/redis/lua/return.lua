-- Puts people back at the numbers that they had before the store was lost, or leaves them at a better one. Whose place has ended
-- since somebody looked whether it is used up stays out.
-- ARGV: epoch, which reservation of this epoch it is, then user and number of each. Returns STALE or DONE.
local policy = policyAt(ARGV[1])
if not policy then
  return 'STALE'
end
local meta = redis.call('HMGET', META, 'idle', 'reservations')
local idle = tonumber(meta[1])
for at = 3, #ARGV, 2 do
  local user, number = ARGV[at], tonumber(ARGV[at + 1])
  local has = numberOf(user)
  local isBetter = not placeOf(user) and (not has or has > number)
  if number > floor and number > spentUpTo(user) and isBetter and now < policy.closesAt then
    if has then
      dequeue(user, has)
    end
    enqueue(user, number)
    count('returned')
    idle = math.min(idle, number - 1)
  end
end
redis.call('HSET', META, 'idle', int(idle), 'reservations', int(math.max(tonumber(meta[2]), tonumber(ARGV[2]))))
return 'DONE'
