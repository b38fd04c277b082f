-- Joins the line: the next number, or the place that the person already has. With room the place is active at once.
-- ARGV: epoch, user. Returns STALE, SALE_NOT_OPEN, SALE_CLOSED, RESERVE (numbers must be reserved first) or the standing (JSON).
local epoch, user = ARGV[1], ARGV[2]
local policy = policyAt(epoch)
if not policy then
  return 'STALE'
end
forgiveGap(policy)
if placeOf(user) and hasLapsed(user) then
  endLapsed(user)
end
local number = numberOf(user)
if number then
  see(number)
elseif not placeOf(user) then
  if now < policy.lineOpensAt then
    return 'SALE_NOT_OPEN'
  end
  if now >= policy.closesAt then
    return 'SALE_CLOSED'
  end
  local meta = redis.call('HMGET', META, 'next', 'reserved')
  if tonumber(meta[1]) >= tonumber(meta[2]) then
    return 'RESERVE'
  end
  enqueue(user, redis.call('HINCRBY', META, 'next', '1'))
  redis.call('HSET', META, 'joinedAt', int(now))
  count('joins')
end
admit(policy)
return cjson.encode(standing(policy, user))
