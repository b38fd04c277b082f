-- Joins the line, one after the other: the next number, or the place that the person already has. With room the place is active at
-- once.
-- ARGV: epoch, then the users.
-- Returns STALE, or for each SALE_NOT_OPEN, SALE_CLOSED, the standing (JSON), or RESERVE and the latest reservation of numbers, where
-- further ones must be reserved first: whoever is told so keeps their turn among those who are, and comes again.
local epoch = ARGV[1]
local policy = policyAt(epoch)
if not policy then
  return 'STALE'
end
forgiveGap(policy)
local meta = redis.call('HMGET', META, 'next', 'reserved', 'reservations')
local last, reserved, joined = tonumber(meta[1]), tonumber(meta[2]), 0

-- Why somebody gets no place, or nil.
local function take(user)
  local place, number = placeOf(user), numberOf(user)
  if place and hasLapsed(user) then
    endLapsed(user)
    place = nil
  end
  if number then
    see(number)
  elseif not place then
    if now < policy.lineOpensAt then
      return 'SALE_NOT_OPEN'
    end
    if now >= policy.closesAt then
      return 'SALE_CLOSED'
    end
    if last >= reserved then
      redis.call('ZADD', PENDING, 'NX', redis.call('HINCRBY', META, 'arrivals', '1'), user)
      return 'RESERVE ' .. meta[3]
    end
    last, joined = redis.call('HINCRBY', META, 'next', '1'), joined + 1
    enqueue(user, last)
  end
end

local answers = {}
for at = 2, #ARGV do
  answers[at - 1] = take(ARGV[at])
end
if joined > 0 then
  redis.call('HSET', META, 'joinedAt', int(now))
  count('joins', joined)
end
admit(policy)
local common = conditions(policy)
for at = 2, #ARGV do
  answers[at - 1] = answers[at - 1] or cjson.encode(standing(policy, ARGV[at], common))
end
return answers
