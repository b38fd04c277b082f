-- Joins the line, one after the other: the next number, or the place that the person already has. With room the place is active at
-- once.
-- ARGV: epoch, then the users, 200 at most.
-- Returns STALE, or for each SALE_NOT_OPEN, SALE_CLOSED, the standing (JSON), or RESERVE and the latest reservation of numbers, where
-- further ones must be reserved first: whoever is told so keeps their turn among those who are, and comes again.
local epoch = ARGV[1]
local policy = policyAt(epoch)
if not policy then
  return 'STALE'
end
forgiveGap(policy)
local meta = redis.call('HMGET', META, 'next', 'reserved', 'reservations')
local last, reserved = tonumber(meta[1]), tonumber(meta[2])
local newcomers, numberOfNewcomer = {}, {}

-- Why somebody gets no place, or nil.
local function refusalOf(user)
  if numberOfNewcomer[user] then
    return nil
  end
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
    if last + #newcomers >= reserved then
      redis.call('ZADD', PENDING, 'NX', redis.call('HINCRBY', META, 'arrivals', '1'), user)
      return 'RESERVE ' .. meta[3]
    end
    newcomers[#newcomers + 1] = user
    numberOfNewcomer[user] = last + #newcomers
  end
end

local answers = {}
for at = 2, #ARGV do
  answers[at - 1] = refusalOf(ARGV[at])
end
if #newcomers > 0 then
  giveNumbers(newcomers, last)
end
local _, admitted = admit(policy)
local common = conditions(policy)
local present = tonumber(redis.call('HGET', META, 'present') or '0')
local told = cjson.encode(common):sub(1, -2)
for at = 2, #ARGV do
  local user = ARGV[at]
  local number = numberOfNewcomer[user]
  if number and number > admitted then -- behind them are the newcomers after them, and nobody else
    local behind = last + #newcomers - number
    answers[at - 1] = string.format('%s,"state":"WAITING","number":%.0f,"position":%.0f,"behind":%.0f}', told, number, present - behind, behind)
  else
    answers[at - 1] = answers[at - 1] or cjson.encode(standing(policy, user, common))
  end
end
return answers
