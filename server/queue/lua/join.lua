-- Joins the line: the next number, or the place that the person already has. With room the place is active at once.
-- ARGV: epoch, user. Returns STALE, SALE_NOT_OPEN, SALE_CLOSED or the standing.
local epoch, user = ARGV[1], ARGV[2]
local policy = policyAt(epoch)
if not policy then
  return 'STALE'
end
if placeOf(user) and hasLapsed(user) then
  endLapsed(epoch, user)
end
if not placeOf(user) and not redis.call('ZSCORE', WAITING, user) then
  if now < policy.lineOpensAt then
    return 'SALE_NOT_OPEN'
  end
  if now >= policy.closesAt then
    return 'SALE_CLOSED'
  end
  local number = redis.call('HINCRBY', META, 'next', '1')
  redis.call('ZADD', WAITING, int(tonumber(epoch) * PER_EPOCH + number), user)
end
admit(epoch, policy)
return standing(epoch, policy, user)
